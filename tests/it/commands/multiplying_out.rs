//! `explain` of every rule: what it prints can be multiplied out by whoever is paid.
//!
//! One contract for each rule, in a workspace made of rows. The amounts are worked out by hand beside the claims.

use crate::sandbox::Sandbox;

/// A row of each table, dated and with its authority.
fn table(heading: &str, values: &str, rows: &[(&str, &str)]) -> String {
    let row = |(keys, values): &(&str, &str)| format!("{keys},2022-06-01,2022-06-01,{values},plan 2022\n");
    format!("{heading},effective_from,recorded_on,{values},reference\n{}", rows.iter().map(row).collect::<String>())
}

/// Each partner sells on a plan of its own.
const PARTNERS: [&str; 8] = ["almtal", "buehler", "cordes", "dorn", "eberle", "faber", "gruber", "huber"];

const PLANS: [(&str, &str); 8] = [
    ("tenure,commission", "starts_on,daily,0.01,,,,"),
    ("once,commission", "starts_on,daily,0.01,,,,"),
    ("once-cut,commission", "starts_on,daily,0.01,,,,"),
    ("shared,commission", "starts_on,daily,0.01,,,,"),
    ("converted,commission", "starts_on,daily,0.01,,EUR,month_last,"),
    ("capped,commission", "starts_on,daily,0.01,,,,"),
    ("volume,commission", "starts_on,daily,0.01,,,,"),
    ("paid,commission", "starts_on,daily,0.01,,,,customer_paid"),
];

const RATES: [(&str, &str); 10] = [
    ("commission,tenure,*,*,*,*,*", "tenure,30 until 2; 20"),
    ("commission,once,*,*,*,*,*", "multiple,2"),
    ("commission,once,*,*,*,*,1", "percent,3"),
    ("commission,once-cut,*,*,*,*,*", "multiple,2"),
    ("commission,once-cut,*,*,*,*,1", "percent,3"),
    ("commission,shared,*,*,*,*,*", "percent,12.5"),
    ("commission,converted,*,*,*,*,*", "percent,10"),
    ("commission,capped,*,*,*,*,*", "percent,10"),
    ("commission,volume,*,*,*,*,*", "band,by-volume"),
    ("commission,paid,*,*,*,*,*", "percent,10"),
];

const FEED: &str = "Vertrag;Artikel;Partner;Kunde;Beginn;Ende;Lizenzen;Monatsbetrag netto;Währung;Gekündigt zum;durch
V-0001;MEETINGS;almtal;Gasthof Post;15.07.2022;14.07.2023;10;300,00;EUR;;
V-0002;MEETINGS;buehler;Sägewerk Huber KG;16.09.2022;15.09.2023;10;500,00;EUR;;
V-0003;MEETINGS;cordes;Praxis Dr. Öztürk;01.09.2022;31.08.2023;10;500,00;EUR;30.09.2022;Kunde
V-0004;MEETINGS;dorn;Stadtwerke Neustadt;01.09.2022;31.08.2023;10;333,33;EUR;;
V-0005;MEETINGS;eberle;Calder Dental Ltd;01.09.2022;31.08.2023;10;1.000,00;GBP;;
V-0006;MEETINGS;faber;Kanzlei Weiß;01.09.2022;31.08.2023;10;2.000,00;EUR;;
V-0007;MEETINGS;gruber;Weingut Ott;01.09.2022;31.08.2023;10;4.000,00;EUR;;
V-0008;MEETINGS;gruber;Autohaus Lang;01.09.2022;31.08.2023;10;2.000,00;EUR;;
V-0009;MEETINGS;huber;Druckerei Köhler;01.09.2022;31.08.2023;10;1.250,00;EUR;;
";

/// A workspace with a contract for each rule.
fn every_rule() -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    let plan = |at: usize| PLANS[at].0.split(',').next().unwrap();
    let row = |party: &str, rest: &str| format!("{party},2022-06-01,2022-06-01,{rest}\n");
    let parties: String = PARTNERS[3..].iter().map(|party| row(party, &format!("{party} GmbH,partner,statement,x"))).collect();
    sandbox.edit("rulebook/parties.csv", |text| text + &parties);
    let aliases: Vec<String> = PARTNERS.iter().map(|party| format!("stern-kelly,{party}")).collect();
    let aliases: Vec<(&str, &str)> = aliases.iter().zip(PARTNERS).map(|(keys, party)| (keys.as_str(), party)).collect();
    sandbox.write("rulebook/aliases.csv", table("distributor,alias", "party", &aliases));
    let agreements: String = PARTNERS
        .iter()
        .enumerate()
        .map(|(at, party)| row(&format!("{party},stern-kelly,referral"), &format!("{},none,12,x", plan(at))))
        .collect();
    let heading = "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,reference\n";
    sandbox.write("rulebook/agreements.csv", heading.to_owned() + &agreements);
    let settings = "basis_date,proration,step,points_cap,currency,rate_day,earned_when";
    sandbox.write("rulebook/plans.csv", table("plan,component", settings, &PLANS));
    sandbox.write("rulebook/rates.csv", table("component,plan,product,programme,tier,competency,term", "shape,value", &RATES));
    let clawbacks = [("once-cut,commission", "pro_rata,12,month_begun,customer neither")];
    sandbox.write("rulebook/clawbacks.csv", table("plan,component", "method,window,precision,causes", &clawbacks));
    let splits = [
        ("shared,commission,*,*,1,partner", "percent_of_gross,80,"),
        ("shared,commission,*,*,2,distributor", "differential,95,override"),
    ];
    let keys = "plan,component,distributor,contract,position,payee";
    sandbox.write("rulebook/splits.csv", table(keys, "formula,percent,paid_as", &splits));
    let limits = [("capped,commission,cap,payee,month,EUR", "150.00")];
    sandbox.write("rulebook/limits.csv", table("plan,component,kind,scope,per,currency", "amount", &limits));
    let bands = [
        ("by-volume,0", "5000,volume,payee,EUR,month,flat,percent,5"),
        ("by-volume,5000", ",volume,payee,EUR,month,flat,percent,7.5"),
    ];
    let values = "to,metric,scope,currency,window,method,gives,value";
    sandbox.write("rulebook/bands.csv", table("band,from", values, &bands));
    let rates = "currency,effective_from,recorded_on,rate,reference\nGBP,2022-09-29,2022-09-29,0.88485,reference rate\n";
    sandbox.write("rulebook/exchange_rates.csv", rates);
    let payments = "distributor,contract,item,invoice,effective_from,recorded_on,months,invoiced,paid,reference\n\
                    stern-kelly,V-0009,MEETINGS,R-1,2022-09-20,2022-09-20,2022-09,1250.00,500.00,receivables list\n";
    sandbox.write("facts/payments.csv", payments);
    sandbox.keep("rulebook/feed-maps/stern-kelly.csv", |line| !line.starts_with("constant,currency"));
    for row in [
        "file,cancelled_is,2022-06-01,2022-06-01,last_day,x",
        "column,currency,2022-06-01,2022-06-01,Währung,x",
        "column,cancelled_on,2022-06-01,2022-06-01,Gekündigt zum,x",
        "column,cancelled_by,2022-06-01,2022-06-01,durch,x",
        "values:cancelled_by,Kunde,2022-06-01,2022-06-01,customer,x",
    ] {
        sandbox.add("rulebook/feed-maps/stern-kelly.csv", row);
    }
    sandbox.write("feeds/stern-kelly/2022-10-05.csv", FEED);
    sandbox
}

/// The explanation of a contract has these lines, in this order.
fn says(contract: &str, lines: &[&str]) {
    let output = every_rule().run(&["explain", contract, "2022-09"]);
    assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{contract}");
    let mut told = output.stdout.lines().map(str::trim);
    for line in lines {
        assert!(told.any(|own| own == *line), "{contract} says {line}, in its place:\n{}", output.stdout);
    }
}

#[test]
fn a_tenure_step_within_the_month_shows_both_parts_of_the_base() {
    // Two months of tenure are over on 15 September: 14 days of 300.00 / 30, then 16.
    says(
        "V-0001",
        &[
            "= 49.36 EUR   listed, never posted: before first_month 2022-09",
            "10 seats, 300.00 EUR per month, in force 30 of 30 days (2022-09-01 to 2022-09-30)  →  300.00",
            "rate from 2022-06-01: commission/tenure/*/*/*/*/*, 2022-09-01 to 2022-09-14, 140.00 of the base  →  30 %",
            "rate from 2022-06-01: commission/tenure/*/*/*/*/*, 2022-09-15 to 2022-09-30, 160.00 of the base  →  20 %",
            "140.00 × 30 % + 160.00 × 20 % = 74",
            "= 74.00 EUR   settled in 2022-09",
        ],
    );
}

#[test]
fn a_multiple_and_a_percentage_are_one_sum_that_is_rounded_once() {
    // Twice a whole month at once, 3 % of the half month that is covered.
    says(
        "V-0002",
        &[
            "10 seats, 500.00 EUR per month, in force 15 of 30 days (2022-09-16 to 2022-09-30)  →  250.00",
            "from 2022-06-01: commission/once/*/*/*/*/*  →  × 2",
            "250.00 × 3 % + 2 × 500.00 = 1007.5",
            "= 1007.50 EUR   settled in 2022-09",
        ],
    );
}

#[test]
fn a_clawback_lowers_what_is_due_once_and_leaves_the_month() {
    // One of twelve months has begun: 1,000.00 / 12 = 83.333…, and 15.00 of the month.
    says(
        "V-0003",
        &[
            "cancelled with cause customer, no longer covered from 2022-10-01: within the window: 1 of 12 months begun  →  kept 1/12",
            "rulebook/clawbacks.csv:2 · plan 2022",
            "500.00 × 3 % + 2 × 500.00 × 1/12 = 98.33333333",
            "= 98.33 EUR   settled in 2022-09",
        ],
    );
}

#[test]
fn an_override_shows_what_the_positions_below_get() {
    // 80 % of 41.67 is 33.336; 95 % of 41.67 is 39.5865, less 33.34.
    says(
        "V-0004",
        &[
            "333.33 × 12.5 % = 41.66625",
            "rounded half away from zero to 0.01  →  41.67",
            "share of dorn as commission, position 1: 80 % of 41.67, allocated so that the parts add up  →  33.34",
            "share of stern-kelly as override, position 2: (95 % of 41.67) − 33.34, which the positions below get  →  6.25",
            "rulebook/splits.csv:3 · plan 2022",
            "= 33.34 EUR   settled in 2022-09",
            "2022-09 · override for stern-kelly · term 1 (2022-09-01 to 2023-08-31), month 1 of 12",
            "= 6.25 EUR   settled in 2022-09",
        ],
    );
}

#[test]
fn a_conversion_shows_the_rate_with_its_day() {
    // 100 / 0.88485 = 113.01350…
    says(
        "V-0005",
        &[
            "1000.00 × 10 % = 100",
            "exchange rate on 2022-09-30: 1 EUR = 0.88485 GBP of 2022-09-29",
            "rulebook/exchange_rates.csv:2 · reference rate",
            "100.00 GBP = 113.01350511 EUR  →  113.01",
            "= 113.01 EUR   settled in 2022-09",
        ],
    );
}

#[test]
fn a_cap_shows_what_was_used_up_and_what_is_left() {
    says(
        "V-0006",
        &[
            "2000.00 × 10 % = 200",
            "cap of 150.00 EUR per payee and month, 0.00 used up before: \
             the month's 200.00 become 150.00  →  150.00",
            "rulebook/limits.csv:2 · plan 2022",
            "= 150.00 EUR   settled in 2022-09",
        ],
    );
}

#[test]
fn an_amount_by_volume_shows_the_volume_the_band_and_the_share_of_each_contract() {
    // 4,000.00 and 2,000.00 are 6,000.00 together: 7.5 % of it is 450.00.
    for (contract, base, share) in [("V-0007", "4000.00", "300.00"), ("V-0008", "2000.00", "150.00")] {
        says(
            contract,
            &[
                "volume through this distributor, month through 2022-09; 2022-09 adds 6000.00 EUR  →  6000.00 EUR",
                "band by-volume, flat, from 5000 on: 6000.00 EUR × 7.5 %  →  450",
                "rulebook/bands.csv:3 · plan 2022",
                &format!("shared by base: {base} of 6000.00  →  {share}"),
                &format!("= {share} EUR   settled in 2022-09"),
            ],
        );
    }
}

#[test]
fn what_is_earned_when_the_customer_pays_shows_the_share_that_is_paid() {
    // 500.00 of 1,250.00 are two fifths.
    says(
        "V-0009",
        &["of the month the customer has paid  →  2/5", "1250.00 × 10 % × 2/5 = 50", "= 50.00 EUR   settled in 2022-09"],
    );
}

#[test]
fn a_statement_line_has_the_sum_that_explain_prints() {
    let sandbox = every_rule();
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0);
    let lines = sandbox.rows("drafts/2022-09/lines.csv");
    assert_eq!(lines.len(), 10);
    for line in lines {
        let told = sandbox.run(&["explain", &line["contract"], "2022-09"]).stdout;
        let sum = format!("      {} = {}\n", line["calculation"], line["unrounded"]);
        assert!(told.contains(&sum), "{}: {sum}{told}", line["line_id"]);
    }
}
