//! What was found about the data: a value and its findings, side by side.
//!
//! Owns the codes, each with its severity. Holds true: a finding names the place, the reason and the remedy;
//! findings have one order, whatever the order in which they were made.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Currency, Excerpt, shown::brief};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is settled.
    Stop,
    /// This record stays out, the others go on.
    Hold,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The severity in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Severity::Stop => "stop",
            Severity::Hold => "hold",
            Severity::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($severity:ident $name:ident = $text:literal : $about:literal),* $(,)?) => {
        /// The kinds of findings. The code is the finding's name everywhere.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $about] $name),*
        }

        impl Code {
            /// Every code, in order of precedence.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The code as it is written.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text),* }
            }

            /// The code that is written so.
            pub fn named(text: &str) -> Result<Code, String> {
                Code::ALL.iter().copied().find(|code| code.as_str() == text).ok_or_else(|| "expected the code of a finding".to_owned())
            }

            /// What it means, in a sentence.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Code::$name => $about),* }
            }

            /// How much it matters.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity),* }
            }
        }
    };
}

codes! {
    Stop FileEncoding = "file-encoding": "A file is not in the encoding that was declared for it.",
    Stop FileQuoting = "file-quoting": "A quotation mark stands where RFC 4180 does not allow it, so that fields cannot be told apart.",
    Stop FieldCount = "field-count": "A row has more or fewer fields than the header: a line may be lost.",
    Stop Header = "header": "A column is missing, doubled or unknown.",
    Stop TableValue = "table-value": "A cell of the rulebook or of the facts cannot be read.",
    Stop TableRow = "table-row": "Two rows of a table say the same thing twice or contradict each other.",
    Stop UnknownName = "unknown-name": "A table refers to a name that no other table explains.",
    Stop FeedMap = "feed-map": "A distributor's feed map is missing or incomplete.",
    Stop FeedPlace = "feed-place": "A file lies in `feeds/` where no delivery is expected.",
    Stop DeliveryChanged = "delivery-changed": "A delivery that a closed period was settled from has another content now.",
    Stop RowEdited = "row-edited": "A row that a period was closed with is another or gone now, or one claims to have been there.",
    Stop SplitAboveGross = "split-above-gross": "A chain of splits gives away more than the amount it divides.",
    Stop FileKind = "file-kind": "A file is not what its name says, or it is damaged.",
    Stop FileLimit = "file-limit": "A file goes beyond a limit that no honest delivery reaches.",
    Stop LineEnd = "line-end": "A carriage return stands alone, so that it cannot be said where rows end.",
    Stop Workbook = "workbook": "A workbook has what cannot be read with certainty: an error, a formula without a value, merged cells, several sheets.",
    Stop WrongMap = "wrong-map": "Most rows of a file cannot be read by its feed map: it is written another way.",
    Stop ControlTotal = "control-total": "What a delivery announces is not what it holds.",
    Hold Value = "value": "A cell of a feed cannot be read by the feed map's grammar.",
    Hold UnknownPartner = "unknown-partner": "A feed names a partner that no party or alias explains.",
    Hold Doubled = "doubled": "One delivery says different things about the same fact.",
    Hold Status = "status": "A contract's status and its dates contradict each other, or a cancellation has no cause.",
    Hold TermDisagrees = "term-disagrees": "A contract's dates and its stated term disagree.",
    Hold TermOverlap = "term-overlap": "A renewal does not start where the term before it ends.",
    Hold UndatedChange = "undated-change": "A contract changed without a day from which the change holds.",
    Hold PhaseMissing = "phase-missing": "The amount of a contract's first days is not known.",
    Hold CurrencyChanged = "currency-changed": "A contract changes its currency, or what its amounts are for, within a term.",
    Hold Vanished = "vanished": "A contract is missing from a full delivery.",
    Hold NoAgreement = "no-agreement": "The partner had no agreement with this distributor when the term was signed.",
    Hold NoRate = "no-rate": "A term finds no rate: it is held, never paid zero.",
    Hold NoExchangeRate = "no-exchange-rate": "An amount finds no exchange rate of its day, or none that is at most seven days old.",
    Hold RenewalAmount = "renewal-amount": "An amount for a whole term cannot be carried over to a renewal of another length.",
    Hold HeldByHand = "held-by-hand": "A contract is held by hand: nothing is posted for it until it is released.",
    Hold CorrectionDoubted = "correction-doubted": "A delivery says something else than what was corrected, and than what it was corrected to.",
    Note PayoutHeld = "payout-held": "Payouts to a payee are held by hand: what it has earned is carried.",
    Note Repeated = "repeated": "A delivery repeats a row word for word; the first counts.",
    Note VanishedLater = "vanished-later": "A contract is missing from the latest full delivery; it is held from the next month on.",
    Note NoEntitlement = "no-entitlement": "Nothing is owed for a record, and a rule or a date says so.",
    Note Unreachable = "unreachable": "A row of the rulebook can never have an effect.",
    Note Closed = "closed": "A row of the rulebook asks for something that has been closed.",
    Note BandGap = "band-gap": "A table of bands has a hole or no top: what falls there is held.",
    Note RateGap = "rate-gap": "The rules leave out a day, a term or a month: what falls there is held.",
    Note Hidden = "hidden": "A workbook hides rows, columns or sheets: its rows and columns are read all the same.",
    Note NoDelivery = "no-delivery": "A distributor delivered nothing after the period's last day.",
    Note BlankLines = "blank-lines": "Blank lines stand between the rows of a file: rows may be missing.",
    Note SameContent = "same-content": "A file has the content of another one: it tells nothing new.",
    Note OutsideTerm = "outside-term": "A day of a contract lies outside the term it belongs to.",
    Note InvisibleCharacter = "invisible-character": "Names of a file have characters that cannot be seen.",
    Note DoubleEncoded = "double-encoded": "Names of a file look like UTF-8 that was encoded twice.",
    Note LookAlike = "look-alike": "Two parties have names that look the same.",
    Note CorrectionIdle = "correction-idle": "A correction changes nothing: the deliveries say the same by now, or know no such fact.",
}

/// One thing found, with its place and its remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind.
    pub code: Code,
    /// The file it lies in; the workspace as a whole where empty.
    pub file: String,
    /// The physical line; 0 for the file as a whole.
    pub line: u32,
    /// The column by its heading; empty for the row as a whole.
    pub column: String,
    /// What it is about: a contract, an item, a party.
    pub subject: String,
    /// The value as it was read; shown escaped.
    pub value: String,
    /// What stands there, with the place in its line.
    pub excerpt: Option<Excerpt>,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// What the held record is about, where its amount can be read.
    pub amount: Option<(i64, Currency)>,
    /// The row of `facts/waivers` by which a period may be closed over it.
    pub waived: Option<Waived>,
}

/// By whom and where a finding was waived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Who decided it.
    pub by: String,
    /// Table and line.
    pub place: String,
}

impl Finding {
    /// A finding about a file; places and values are added with the other builders.
    #[must_use]
    pub fn new(code: Code, file: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Finding {
            code,
            file: file.to_owned(),
            line: 0,
            column: String::new(),
            subject: String::new(),
            value: String::new(),
            excerpt: None,
            message: message.into(),
            remedy: remedy.into(),
            amount: None,
            waived: None,
        }
    }

    /// Ten hexadecimal digits by which a waiver names it. They are about what is wrong with what, not about a line: the same
    /// trouble in a later delivery has the same id.
    #[must_use]
    pub fn id(&self) -> String {
        let folder = self.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let line = self.line.to_string();
        let place = if self.subject.is_empty() { [self.file.as_str(), line.as_str()] } else { [folder, ""] };
        let mut digest = Sha256::new();
        for part in [self.code.as_str(), place[0], place[1], &self.column, &self.subject, &self.value] {
            digest.update(part);
            digest.update([0]);
        }
        digest.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a period may not be closed over it.
    #[must_use]
    pub fn blocks_a_close(&self) -> bool {
        match self.code.severity() {
            Severity::Stop => true,
            Severity::Hold => self.waived.is_none(),
            Severity::Note => false,
        }
    }

    /// … at this line.
    #[must_use]
    pub fn line(mut self, line: u32) -> Self {
        self.line = line;
        self
    }

    /// … in this column, where this value stands.
    #[must_use]
    pub fn cell(mut self, column: &str, value: &str) -> Self {
        column.clone_into(&mut self.column);
        value.clone_into(&mut self.value);
        self
    }

    /// … where this stands.
    #[must_use]
    pub fn excerpt(mut self, excerpt: Option<Excerpt>) -> Self {
        self.excerpt = excerpt;
        self
    }

    /// … about this contract or name.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// … worth this much.
    #[must_use]
    pub fn amount(mut self, amount: Option<(i64, Currency)>) -> Self {
        self.amount = amount;
        self
    }

    /// The value as it is shown: escaped, masked, at most 80 characters.
    #[must_use]
    pub fn shown_value(&self) -> String {
        brief(&self.value)
    }

    /// What findings are sorted by: stops first, then by place.
    fn order(&self) -> impl Ord + '_ {
        (self.code.severity(), &self.file, self.line, self.code, &self.column, &self.subject, &self.message)
    }

    /// `feeds/nuvias/2022-09-05.csv:14`, or the file alone.
    #[must_use]
    pub fn place(&self) -> String {
        match (self.file.as_str(), self.line) {
            ("", _) => "workspace".to_owned(),
            (file, 0) => file.to_owned(),
            (file, line) => format!("{file}:{line}"),
        }
    }
}

/// A value, and what was found on the way to it.
pub type Checked<T> = (T, Vec<Finding>);

/// The findings of a run.
#[derive(Clone, Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Keeps the findings and hands on the value.
    pub fn take<T>(&mut self, (value, found): Checked<T>) -> T {
        self.0.extend(found);
        value
    }

    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Whether nothing may be settled.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.0.iter().any(|finding| finding.code.severity() == Severity::Stop)
    }

    /// All of them: stops first, then by file, line and code.
    #[must_use]
    pub fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by(|a, b| a.order().cmp(&b.order()));
        self.0.dedup();
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: Code, file: &str, line: u32) -> Finding {
        Finding::new(code, file, "what", "remedy").line(line)
    }

    #[test]
    fn codes_are_words_of_their_own_with_a_meaning() {
        let mut words: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| code.about().ends_with('.')));
        assert_eq!([Severity::Stop, Severity::Hold, Severity::Note].map(Severity::words), ["stop", "hold", "note"]);
    }

    #[test]
    fn a_stop_blocks_a_close_a_hold_until_it_is_waived_and_a_note_never() {
        let waived = Some(Waived { by: "finance".to_owned(), place: "facts/waivers.csv:2".to_owned() });
        let blocks = |code| {
            let own = found(code, "a", 1);
            (own.blocks_a_close(), Finding { waived: waived.clone(), ..own }.blocks_a_close())
        };
        assert_eq!(
            (blocks(Code::Header), blocks(Code::Value), blocks(Code::Repeated)),
            ((true, true), (true, false), (false, false))
        );
    }

    #[test]
    fn a_place_is_a_file_and_a_line() {
        assert_eq!(found(Code::Value, "feeds/x.csv", 7).place(), "feeds/x.csv:7");
        assert_eq!(found(Code::Value, "feeds/x.csv", 0).place(), "feeds/x.csv");
        assert_eq!(found(Code::Value, "", 0).place(), "workspace");
    }

    #[test]
    fn an_id_is_about_the_trouble_not_about_its_line() {
        let bad = |file: &str, line: u32, subject: &str| found(Code::Value, file, line).cell("Amount", "x").about(subject).id();
        let one = bad("feeds/nuvias/2022-09-05.csv", 7, "C-1/10");
        assert_eq!(one, bad("feeds/nuvias/2022-10-05.csv", 9, "C-1/10"), "delivered again");
        assert_ne!(one, bad("feeds/stern-kelly/2022-09-05.csv", 7, "C-1/10"), "another distributor's contract");
        assert_ne!(one, bad("feeds/nuvias/2022-09-05.csv", 7, "C-1/20"));
        assert_ne!(one, found(Code::Value, "feeds/nuvias/2022-09-05.csv", 7).cell("Amount", "y").about("C-1/10").id());
        assert_ne!(
            bad("feeds/nuvias/2022-09-05.csv", 7, ""),
            bad("feeds/nuvias/2022-09-05.csv", 8, ""),
            "nothing but the line tells them apart"
        );
        assert!(one.len() == 10 && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn a_value_is_shown_escaped_and_short() {
        let shown = |value: &str| found(Code::Value, "", 0).cell("column", value).shown_value();
        assert_eq!(shown("1.25,00 €"), "1.25,00 €");
        assert_eq!(shown("a\u{1b}b\u{202e}c"), "a\\u{1b}b\\u{202e}c");
        assert_eq!(shown(&"x".repeat(80)), "x".repeat(80));
        assert_eq!(shown(&"x".repeat(81)), format!("{}…", "x".repeat(80)));
    }

    #[test]
    fn stops_come_first_then_places_and_nothing_twice() {
        let mut findings = Findings::default();
        assert!(!findings.stopped());
        let hold = found(Code::Value, "b", 1);
        let made =
            vec![found(Code::Repeated, "a", 1), hold.clone(), hold, found(Code::Value, "a", 9), found(Code::Value, "a", 2)];
        assert_eq!(findings.take((5, made)), 5);
        assert!(!findings.stopped());
        findings.add(found(Code::Header, "z", 1));
        assert!(findings.stopped());
        let order: Vec<String> =
            findings.sorted().iter().map(|finding| format!("{} {}", finding.code.severity().words(), finding.place())).collect();
        assert_eq!(order, ["stop z:1", "hold a:2", "hold a:9", "hold b:1", "note a:1"]);
    }
}
