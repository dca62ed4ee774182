//! Partners, their agreements, and the people who give them their tier.
//!
//! Holds true: all tiers of the worked example occur, some by election only, one by grace only, and some change within
//! September 2022.

use super::{NUVIAS, STERN_KELLY};

/// One partner.
pub struct Partner {
    number: usize,
}

/// How a partner came to its tier.
#[derive(Clone, Copy)]
enum Story {
    /// Performance: 3 for sales, 2 further for technical, one competency.
    Performance,
    /// Performance with two competencies.
    Versatile,
    /// Sales: 3 + 2, no competency.
    Sales,
    /// Sales, and performance from 15 September.
    Rising,
    /// Sales, but one of the 3 left with 1 September; kept for the days of grace, then enrolled.
    Falling,
    /// Elected sales; 3 + 2 accreditations of four people do not suffice.
    Doubled,
    /// Elected performance; nobody accredited.
    Elected,
    /// Nobody accredited, nothing elected.
    Enrolled,
}

const STORIES: [Story; 8] = [
    Story::Performance,
    Story::Sales,
    Story::Enrolled,
    Story::Rising,
    Story::Versatile,
    Story::Falling,
    Story::Elected,
    Story::Doubled,
];

/// What a partner does with whom: distributor and model.
const TRADES: [&[(&str, &str)]; 5] = [
    &[(STERN_KELLY, "referral")],
    &[(NUVIAS, "referral")],
    &[(STERN_KELLY, "resale")],
    &[(NUVIAS, "resale"), (NUVIAS, "referral")],
    &[(STERN_KELLY, "referral"), (STERN_KELLY, "resale"), (NUVIAS, "referral")],
];

impl Partner {
    /// The first partners of the world.
    pub fn several(count: usize) -> Vec<Partner> {
        (0..count).map(|number| Partner { number }).collect()
    }

    /// Its agreements: distributor and model.
    pub fn trades(&self) -> &'static [(&'static str, &'static str)] {
        TRADES[self.number % TRADES.len()]
    }

    /// By how many months its agreements renew a contract that says nothing itself.
    pub fn renewal_months(&self) -> Option<u32> {
        (self.number % 3 != 2).then_some(12)
    }

    /// What a distributor calls it.
    pub fn alias(&self, distributor: &str) -> String {
        if distributor == STERN_KELLY { format!("{:06}", 200_000 + self.number * 7) } else { format!("NUV-P{:05}", self.number) }
    }

    fn id(&self) -> String {
        format!("partner-{:05}", self.number)
    }

    fn story(&self) -> Story {
        STORIES[self.number % STORIES.len()]
    }

    fn is_german(&self) -> bool {
        self.trades()[0].0 == STERN_KELLY
    }

    fn name(&self) -> String {
        let number = self.number;
        match (self.is_german(), number % 4) {
            (true, 0) => format!("Büro- und Medientechnik Nr. {number} GmbH & Co. KG"),
            (true, 1) => format!("Systemhaus Jäger {number} OHG"),
            (true, _) => format!("Tonwerk Süd {number} GmbH"),
            (false, 0) => format!("Voice & Data, Branch {number} Ltd"),
            (false, 1) => format!("Société Téléphonie {number} SAS"),
            (false, _) => format!("Harbour Networks {number} LLP"),
        }
    }

    /// Tracks of its people, person by person.
    fn people(&self) -> &'static [&'static [&'static str]] {
        match self.story() {
            Story::Performance | Story::Sales | Story::Rising | Story::Falling | Story::Versatile => {
                &[&["sales"], &["sales"], &["sales"], &["technical"], &["technical"]]
            }
            Story::Doubled => &[&["sales"], &["sales"], &["sales", "technical"], &["technical"]],
            Story::Elected => &[&["sales"]],
            Story::Enrolled => &[],
        }
    }

    fn competencies(&self) -> &'static [(&'static str, &'static str)] {
        match self.story() {
            Story::Performance => &[("zoom-phone", "2022-07-01")],
            Story::Versatile => &[("customer-success", "2022-08-01"), ("volume", "2022-07-01")],
            Story::Rising => &[("zoom-phone", "2022-09-15")],
            _ => &[],
        }
    }

    fn elected(&self) -> Option<&'static str> {
        match self.story() {
            Story::Performance | Story::Versatile | Story::Elected => Some("performance"),
            Story::Sales | Story::Rising | Story::Falling | Story::Doubled => Some("sales"),
            Story::Enrolled => None,
        }
    }
}

/// The tables that tell of the partners: name and bytes.
pub fn tables(partners: &[Partner]) -> Vec<(&'static str, Vec<u8>)> {
    let mut parties = vec![
        "nuvias,2021-01-01,2022-06-15,Nuvias UC Ltd,distributor,en-statement,distribution contract".to_owned(),
        "stern-kelly,2021-01-01,2022-06-15,Stern & Kelly Medientechnik GmbH,distributor,de-statement,distribution contract"
            .to_owned(),
        "zoom,2021-01-01,2022-06-15,\"Zoom Video Communications, Inc.\",principal,,programme guide".to_owned(),
    ];
    let (mut aliases, mut agreements, mut elections) = (Vec::new(), Vec::new(), Vec::new());
    let (mut people, mut accreditations, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for partner in partners {
        let id = partner.id();
        let layout = if partner.is_german() { "de-statement" } else { "en-statement" };
        parties.push(format!("{id},2021-01-01,2022-06-15,\"{}\",partner,{layout},partner register", partner.name()));
        for distributor in [STERN_KELLY, NUVIAS] {
            if partner.trades().iter().any(|(own, _)| *own == distributor) {
                aliases.push(format!("{distributor},{},2021-01-01,2022-06-15,{id},account list", partner.alias(distributor)));
            }
        }
        let renewal = partner.renewal_months().map_or(String::new(), |months| months.to_string());
        for (distributor, model) in partner.trades() {
            let plan = if *model == "referral" { "sub-agent" } else { "reseller" };
            agreements.push(format!("{id},{distributor},{model},2022-06-01,2022-08-15,{plan},current,{renewal},agreement"));
        }
        elections.extend(partner.elected().map(|tier| format!("{id},2022-06-01,2022-06-20,{tier},election form")));
        for (at, tracks) in partner.people().iter().enumerate() {
            let person = format!("p-{:05}-{at}", partner.number);
            people.push(format!("{person},2020-03-01,2022-06-20,{id},staff export"));
            if at == 1 && matches!(partner.story(), Story::Falling) {
                people.push(format!("{person},2022-09-02,2022-09-06,closed,mail of the partner"));
            }
            accreditations.extend(tracks.iter().map(|track| format!("{person},{track},2022-06-20,2022-06-22,held,portal list")));
        }
        held.extend(
            partner
                .competencies()
                .iter()
                .map(|(name, from)| format!("{id},{name},{from},2022-09-20,held,competency certificate")),
        );
    }
    vec![
        ("rulebook/parties.csv", table("party,effective_from,recorded_on,name,role,layout,reference", &parties)),
        ("rulebook/aliases.csv", table("distributor,alias,effective_from,recorded_on,party,reference", &aliases)),
        (
            "rulebook/agreements.csv",
            table("party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,reference", &agreements),
        ),
        ("facts/elections.csv", table("party,effective_from,recorded_on,tier,reference", &elections)),
        ("facts/people.csv", table("person,effective_from,recorded_on,employer,reference", &people)),
        ("facts/accreditations.csv", table("person,track,effective_from,recorded_on,status,reference", &accreditations)),
        ("facts/competencies_held.csv", table("party,competency,effective_from,recorded_on,status,reference", &held)),
    ]
}

fn table(header: &str, rows: &[String]) -> Vec<u8> {
    let mut text = format!("{header}\n{}", rows.join("\n"));
    text.push('\n');
    text.into_bytes()
}
