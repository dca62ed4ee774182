//! The regimes of tiers that cases are judged by, as rows of the tables of programmes.

use super::small_world::{ALWAYS, RowText};

/// Which regimes there are.
pub enum Regimes {
    /// Transition by election from June 2022, 3 + 2 distinct people with 14 days of grace from September 2022; from
    /// 2025 a person may count in both tracks, without grace, and performance asks for zoom-phone and two competencies.
    Dated,
    /// `zoom-up-transition` and `zoom-up-2022` side by side, tiers as elected: for cases about rates.
    Elected,
    /// The checklist of 2022 with 14 days of grace, then points assessed on 1 October from 2026 on; beside them, for who
    /// stays in them by name, `campus` (points from 15 July 2021, assessed on 31 January) and `academy` (a checklist of
    /// what was sold, with 14 days of grace).
    Points,
    /// Those that a case spells out.
    Told(Ladders),
}

/// Rows of the tables of programmes.
#[derive(Clone, Default)]
pub struct Ladders {
    /// `evidence,distinct_people,assessed_on`
    pub programmes: Vec<RowText>,
    /// `rank,grace_days`
    pub tiers: Vec<RowText>,
    /// `at_least`
    pub requirements: Vec<RowText>,
    /// `name`: beside the six that there always are.
    pub competencies: Vec<RowText>,
}

impl Ladders {
    fn programme(&mut self, name: &str, from: &str, settings: &str, tiers: &[(&str, u32)]) {
        self.programmes.push((name.to_owned(), from.to_owned(), settings.to_owned()));
        let tier = |(rank, (tier, grace)): (usize, &(&str, u32))| {
            (format!("{name},{tier}"), from.to_owned(), format!("{},{grace}", rank + 1))
        };
        self.tiers.extend(tiers.iter().enumerate().map(tier));
    }

    fn asks(&mut self, name: &str, from: &str, asked: &[(&str, &str, &str)]) {
        let row =
            |(tier, asked, least): &(&str, &str, &str)| (format!("{name},{tier},{asked}"), from.to_owned(), (*least).to_owned());
        self.requirements.extend(asked.iter().map(row));
    }

    fn checklist_of_2022(&mut self) {
        let tiers = [("enrolled", 0), ("sales", 14), ("performance", 14)];
        self.programme("zoom-up-2022", "2022-09-01", "checklist,yes,", &tiers);
        self.asks("zoom-up-2022", "2022-09-01", &THREE_AND_TWO);
        self.asks("zoom-up-2022", "2022-09-01", &[("performance", "competencies,*", "1")]);
    }
}

/// Three for sales and two for technical; performance builds on it.
const THREE_AND_TWO: [(&str, &str, &str); 3] = [
    ("sales", "accredited_people,sales", "3"),
    ("sales", "accredited_people,technical", "2"),
    ("performance", "tier,sales", "1"),
];

impl Regimes {
    /// Their rows.
    pub fn ladders(&self) -> Ladders {
        let mut all = Ladders::default();
        let without_grace = [("enrolled", 0), ("sales", 0), ("performance", 0)];
        match self {
            Regimes::Told(told) => return told.clone(),
            Regimes::Dated => {
                all.programme("zoom-up-transition", "2022-06-01", "election,no,", &without_grace);
                all.checklist_of_2022();
                all.programme("zoom-up-2025", "2025-01-01", "checklist,no,", &without_grace);
                all.asks("zoom-up-2025", "2025-01-01", &THREE_AND_TWO);
                let two = [("performance", "competencies,zoom-phone", "1"), ("performance", "competencies,*", "2")];
                all.asks("zoom-up-2025", "2025-01-01", &two);
            }
            Regimes::Elected => {
                for name in ["zoom-up-transition", "zoom-up-2022"] {
                    all.programme(name, ALWAYS, "election,no,", &without_grace);
                }
            }
            Regimes::Points => {
                all.checklist_of_2022();
                all.points_of_2026();
                all.campus_and_academy();
            }
        }
        all
    }
}

impl Ladders {
    /// Zoom Up 3.0 as announced in November 2025: points instead of checklists, a fixed assessment each year, the first in
    /// October 2026, four tiers (reference §1.2). What the tiers ask for is an assumption.
    fn points_of_2026(&mut self) {
        let tiers = [("enrolled", 14), ("sales", 14), ("performance", 14), ("premier", 14)];
        self.programme("zoom-up-2026", "2026-10-01", "points,no,10-01", &tiers);
        let asked = [
            ("sales", "points,*", "100"),
            ("performance", "tier,sales", "1"),
            ("performance", "points,services", "50"),
            ("premier", "tier,performance", "1"),
            ("premier", "revenue,EUR", "100000"),
            ("premier", "accredited_people,sales", "1"),
        ];
        self.asks("zoom-up-2026", "2026-10-01", &asked);
        // What sales asks for rises in mid-year: the next assessment goes by it.
        self.asks("zoom-up-2026", "2027-03-01", &[("sales", "points,*", "150")]);
    }

    fn campus_and_academy(&mut self) {
        self.programme("campus", "2021-07-15", "points,no,01-31", &[("reader", 0), ("fellow", 0)]);
        self.asks("campus", "2021-07-15", &[("fellow", "points,*", "10")]);
        self.programme("academy", "2021-07-01", "checklist,no,", &[("bronze", 0), ("silver", 14), ("gold", 0), ("platinum", 0)]);
        let asked = [
            ("silver", "revenue,EUR", "10000"),
            ("gold", "tier,silver", "1"),
            ("gold", "volume,contracts", "3"),
            ("platinum", "tier,gold", "1"),
            ("platinum", "volume,seats", "50"),
            ("platinum", "points,*", "5"),
        ];
        self.asks("academy", "2021-07-01", &asked);
    }
}
