"""The same month from the same files, in SQL with DuckDB: the yardstick for `cargo bench --bench settle`.

How to run both, on the same generated workspace:

    cargo bench --bench settle -- --generate-only /tmp/bench-1m 1000000
    cargo build --release
    /usr/bin/time -v target/release/courtage settle 2022-09 --workspace /tmp/bench-1m -v

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install duckdb
    /usr/bin/time -v /tmp/venv/bin/python benches/duckdb.py /tmp/bench-1m /tmp/duck-1m
    /tmp/venv/bin/python benches/duckdb.py /tmp/bench-1m /tmp/duck-1m --check /tmp/bench-1m/drafts/2022-09

`--check DRAFT` compares, after the clock has stopped, every cell of lines.csv by its key, the sums with controls.csv,
and the bytes of the statements. `--threads N` limits DuckDB; it takes all cores otherwise, as the program does.

By default rows are written as they come, which is DuckDB's fastest; `--ordered` writes them in the order of their keys, as
the program does, and then every file is the same to the byte.

What it does: read both dialects, resolve aliases and agreements, judge standings from people, accreditations and
competencies, unfold renewals, prorate, choose the most specific rate, add points, round half away from zero in integers
and DECIMAL, write statements, sub-agents and lines with the layouts' headings and words.

What it leaves out, and the program does: findings and held rows (a bad cell ends the query), several deliveries of a
contract (supersession, seat changes, vanished contracts), tier policies other than `current`, amounts per term,
currencies without two digits, proof that its sums agree, and the files that the next period goes on from (facts.csv,
positions.csv, balances.csv, accounts.csv, inputs.csv, reads.csv). It knows the two feeds by their headings instead of the
feed maps. DuckDB reads UTF-8, UTF-16 and Latin-1 only (Windows-1252 needs an extension from its own server), so
iconv turns the German file into UTF-8 first; that time is printed by itself and is part of the whole.
"""

import sys

sys.path.pop(0)  # this file has the name of the library

import argparse
import csv
import pathlib
import resource
import shutil
import subprocess
import tempfile
import time

import duckdb

PERIOD = "2022-09"
PRINCIPAL = "NULL"  # its name as SQL, once the parties are read
FIRST, AFTER = "DATE '2022-09-01'", "DATE '2022-10-01'"
DUE = "DATE '2022-10-31'"
KNOWN = DELIVERED = "DATE '2022-10-05'"
KEYS = {
    "rulebook/parties": "party",
    "rulebook/aliases": "distributor, alias",
    "rulebook/agreements": "party, distributor, model",
    "rulebook/plans": "plan, component",
    "rulebook/programmes": "programme",
    "rulebook/tiers": "programme, tier",
    "rulebook/requirements": "programme, tier, requirement, subject",
    "rulebook/rates": "component, plan, product, programme, tier, competency, term",
    "facts/people": "person",
    "facts/accreditations": "person, track",
    "facts/competencies_held": "party, competency",
    "facts/elections": "party",
}
STERN_KELLY = (
    "contract product partner model customer customer_name order_no signed_on starts_on ends_on renewal_months notice_on "
    "quantity amount status cancelled_on cancelled_by note"
).split()
NUVIAS = (
    "contract item product partner model customer customer_name order_no signed_on starts_on ends_on months term "
    "renewal_months quantity amount currency valid_from status cancelled_on cancelled_by"
).split()

MACROS = """
CREATE MACRO month_days(d) AS day(last_day(d));
-- Covered days / days of the month, summed over the months of [a, b), in 377580ths: whole for any month.
CREATE MACRO weight(a, b) AS CASE
    WHEN b <= a THEN 0
    WHEN date_trunc('month', a) = date_trunc('month', b - 1) THEN (b - a) * (377580 // month_days(a))
    ELSE (month_days(a) - day(a) + 1) * (377580 // month_days(a)) + day(b - 1) * (377580 // month_days(b - 1))
         + (date_diff('month', a, b - 1) - 1) * 377580 END;
CREATE MACRO half_away(n, d) AS (2 * n + d) // (2 * d);
CREATE MACRO add_months(d, n) AS (d + to_months(CAST(n AS INTEGER)))::DATE;
-- The most whole months with a + n months <= b.
CREATE MACRO whole_months(a, b) AS date_diff('month', a, b)
    - CASE WHEN add_months(a, date_diff('month', a, b)) > b THEN 1 ELSE 0 END;
CREATE MACRO safe(x) AS CASE WHEN left(x::VARCHAR, 1) IN ('=', '+', '-', '@', chr(9), chr(10), chr(13)) THEN '''' || x ELSE nullif(x::VARCHAR, '') END;
CREATE MACRO bare(x) AS rtrim(rtrim(x::VARCHAR, '0'), '.');
"""

RECORDS = f"""
CREATE VIEW record AS
WITH told AS (
    SELECT 'stern-kelly'::party_id AS distributor, 'feeds/stern-kelly/2022-10-05-vertragsliste.csv:' || (rowid + 2) AS source,
        contract, product AS item, product, partner,
        CASE model WHEN 'Vermittlung' THEN 'referral' WHEN 'Wiederverkauf' THEN 'resale' ELSE error('model') END AS model,
        customer, customer_name, order_no, strptime(signed_on, '%d.%m.%Y')::DATE AS signed_on,
        strptime(starts_on, '%d.%m.%Y')::DATE AS starts_on, strptime(ends_on, '%d.%m.%Y')::DATE + 1 AS ends_on,
        NULL::INTEGER AS months, renewal_months::INTEGER AS renewal_months, strptime(notice_on, '%d.%m.%Y')::DATE AS notice_on,
        quantity, replace(replace(amount, '.', ''), ',', '')::BIGINT AS amount, 1 AS amount_months, 'EUR' AS currency,
        CASE status WHEN 'aktiv' THEN true WHEN 'gekündigt' THEN true WHEN 'in Prüfung' THEN false ELSE error('status') END AS due,
        strptime(cancelled_on, '%d.%m.%Y')::DATE + 1 AS cancelled_on, cancelled_by = 'Hersteller' AS by_principal
    FROM stern_kelly
    UNION ALL
    SELECT 'nuvias'::party_id, 'feeds/nuvias/2022-10-05-contracts.csv:' || (rowid + 2),
        contract, item, product, partner,
        CASE model WHEN 'Referral' THEN 'referral' WHEN 'Resale' THEN 'resale' ELSE error('model') END,
        customer, customer_name, order_no, signed_on::DATE,
        starts_on::DATE, coalesce(ends_on::DATE, add_months(starts_on::DATE, months::INTEGER)),
        months::INTEGER, renewal_months::INTEGER, NULL::DATE,
        quantity, replace(amount, '.', '')::BIGINT, 12, currency,
        CASE status WHEN 'Active' THEN true WHEN 'Cancelled' THEN true WHEN 'Pending' THEN false ELSE error('status') END,
        cancelled_on::DATE, cancelled_by = 'Vendor'
    FROM nuvias
)
SELECT told.* EXCLUDE (partner, months, renewal_months, due),
    coalesce(told.signed_on, told.starts_on) AS signed, CASE told.model WHEN 'referral' THEN 'commission' ELSE 'discount' END AS component,
    aliases.party AS payee,
    -- The length that its days span; a length that is told must agree.
    CASE WHEN told.months <> coalesce(whole, -1) THEN error('months') ELSE whole END AS months,
    coalesce(told.renewal_months, signed_under.renewal_months::INTEGER, now_under.renewal_months::INTEGER, 0) AS renewal_months
FROM (SELECT *, CASE WHEN add_months(starts_on, date_diff('month', starts_on, ends_on)) = ends_on
        THEN date_diff('month', starts_on, ends_on) END AS whole FROM told) AS told
LEFT JOIN aliases ON aliases.distributor = told.distributor AND aliases.alias = told.partner
    AND {DELIVERED} >= aliases.effective_from AND {DELIVERED} < aliases.until
LEFT JOIN agreements AS signed_under ON signed_under.party = aliases.party AND signed_under.distributor = told.distributor
    AND signed_under.model = told.model AND coalesce(told.signed_on, told.starts_on) >= signed_under.effective_from
    AND coalesce(told.signed_on, told.starts_on) < signed_under.until
LEFT JOIN agreements AS now_under ON signed_under.party IS NULL AND now_under.party = aliases.party
    AND now_under.distributor = told.distributor AND now_under.model = told.model
    AND {AFTER} - 1 >= now_under.effective_from AND {AFTER} - 1 < now_under.until
WHERE due;
"""

TERMS = f"""
CREATE TABLE term AS
WITH counted AS (
    SELECT *, CASE WHEN months IS NULL THEN ends_on ELSE starts_on END AS anchor, coalesce(months, 0) AS counted,
        CASE WHEN payee IS NULL THEN error('unknown partner') ELSE greatest(starts_on, {FIRST}) END AS seen_first
    FROM record WHERE starts_on < {AFTER} AND (renewal_months > 0 OR ends_on > {FIRST})
), numbered AS (
    SELECT *, unnest(range(
        CASE WHEN seen_first < ends_on OR renewal_months = 0 THEN 1
            ELSE 2 + (whole_months(anchor, seen_first) - counted) // renewal_months END,
        1 + CASE WHEN {AFTER} - 1 < ends_on OR renewal_months = 0 THEN 1
            ELSE 2 + (whole_months(anchor, {AFTER} - 1) - counted) // renewal_months END)) AS term_no
    FROM counted
), spanned AS (
    SELECT * EXCLUDE (months, signed, seen_first),
        CASE WHEN term_no = 1 THEN starts_on WHEN term_no = 2 THEN ends_on
            ELSE add_months(anchor, counted + (term_no - 2) * renewal_months) END AS term_start,
        CASE WHEN term_no = 1 THEN ends_on ELSE add_months(anchor, counted + (term_no - 1) * renewal_months) END AS term_until,
        CASE WHEN term_no = 1 THEN months ELSE renewal_months END AS months,
        signed
    FROM numbered
), covered AS (
    SELECT * EXCLUDE (signed_on), signed_on AS ordered_on, CASE WHEN term_no = 1 THEN signed ELSE term_start END AS signed_on,
        CASE WHEN cancelled_on IS NULL OR (by_principal AND component = 'commission') THEN term_until
            ELSE least(term_until, greatest(cancelled_on, term_start)) END AS covered_until
    FROM spanned WHERE term_no = 1 OR cancelled_on IS NULL OR term_start < cancelled_on
), served AS (
    SELECT *, greatest(term_start, {FIRST}) AS service_from, least(covered_until, {AFTER}) AS service_until FROM covered
)
SELECT served.* EXCLUDE (amount, amount_months, starts_on, ends_on, anchor, counted, renewal_months, cancelled_on, by_principal,
        covered_until),
    CASE plans.basis_date WHEN 'signed_on' THEN served.signed_on WHEN 'starts_on' THEN term_start WHEN 'earned' THEN service_from
        WHEN 'last_anniversary' THEN add_months(term_start, whole_months(term_start, service_from) // 12 * 12)
        ELSE error('basis') END AS governing,
    agreements.plan, plans.points_cap::DECIMAL(5, 2) AS points_cap,
    (CASE WHEN amount_months = 1 THEN half_away(amount * (service_until - service_from), month_days({FIRST}))
        WHEN served.months IS NULL THEN half_away(amount * weight(term_start, service_until), 12 * 377580)
            - half_away(amount * weight(term_start, service_from), 12 * 377580)
        ELSE half_away(amount * served.months * weight(term_start, service_until), 12 * weight(term_start, term_until))
            - half_away(amount * served.months * weight(term_start, service_from), 12 * weight(term_start, term_until))
        END::DECIMAL(11, 0) * 0.01::DECIMAL(2, 2)) AS base
FROM served
JOIN agreements ON agreements.party = served.payee AND agreements.distributor = served.distributor
    AND agreements.model = served.model
    AND served.signed_on >= agreements.effective_from AND served.signed_on < agreements.until
JOIN plans ON plans.plan = agreements.plan AND plans.component = served.component
    AND served.signed_on >= plans.effective_from AND served.signed_on < plans.until
WHERE service_from < service_until;
"""

STANDINGS = f"""
CREATE TYPE programme_name AS ENUM (SELECT DISTINCT programme FROM programmes ORDER BY programme);
CREATE TYPE tier_name AS ENUM (SELECT DISTINCT tier FROM tiers ORDER BY tier);
CREATE TABLE judged AS
WITH days AS (
    SELECT range::DATE AS day FROM range((SELECT min(effective_from) FROM programmes), {AFTER}, INTERVAL 1 DAY)
), regime AS (
    SELECT day, arg_max(programme, effective_from) AS programme, arg_max(evidence, effective_from) AS evidence
    FROM days JOIN programmes ON day >= effective_from GROUP BY day
), partner AS (
    SELECT DISTINCT party FROM agreements
), holding AS (
    SELECT party, day, string_agg(competency, ' ' ORDER BY competency) AS competencies, count(*) AS held
    FROM days JOIN competencies_held AS own ON day >= own.effective_from AND day < own.until GROUP BY ALL
), staff AS (
    SELECT employer AS party, day, count(DISTINCT people.person) FILTER (track = 'sales') AS sellers,
        count(DISTINCT people.person) FILTER (track = 'technical') AS technicians, count(DISTINCT people.person) AS heads
    FROM regime
    JOIN people ON day >= people.effective_from AND day < people.until
    JOIN accreditations AS own ON own.person = people.person AND day >= own.effective_from AND day < own.until
    WHERE evidence = 'checklist' GROUP BY ALL
), asked AS (
    SELECT programme,
        max(at_least::INTEGER) FILTER (tier = 'sales' AND requirement = 'accredited_people' AND subject = 'sales') AS sellers,
        max(at_least::INTEGER) FILTER (tier = 'sales' AND requirement = 'accredited_people' AND subject = 'technical') AS technicians,
        max(at_least::INTEGER) FILTER (tier = 'performance' AND requirement = 'competencies') AS held
    FROM requirements GROUP BY programme
), counted AS (
    SELECT partner.party, day, regime.programme, coalesce(competencies, '') AS competencies, asked.held AS held_asked,
        coalesce(holding.held, 0) AS held,
        coalesce(staff.sellers, 0) >= asked.sellers AND coalesce(staff.technicians, 0) >= asked.technicians
            AND coalesce(heads, 0) >= asked.sellers + asked.technicians AS enough,
        format('{{}} of {{}} people for sales, {{}} of {{}} people for technical, {{}} of {{}} distinct', coalesce(staff.sellers, 0),
            asked.sellers, coalesce(staff.technicians, 0), asked.technicians, coalesce(heads, 0),
            asked.sellers + asked.technicians) AS people_found
    FROM regime CROSS JOIN partner JOIN asked USING (programme)
    LEFT JOIN staff USING (party, day) LEFT JOIN holding USING (party, day)
    WHERE evidence = 'checklist'
), assessed AS (
    SELECT *, enough AND held >= held_asked AS performs,
        people_found || format(', {{}} of {{}} competencies', held, held_asked)
            || CASE WHEN held > 0 THEN ' (' || replace(competencies, ' ', ', ') || ')' ELSE '' END AS all_found,
        max(CASE WHEN enough THEN day END) OVER past AS sales_met,
        max(CASE WHEN enough AND held >= held_asked THEN day END) OVER past AS performance_met
    FROM counted WINDOW past AS (PARTITION BY party, programme ORDER BY day)
), graced AS (
    SELECT assessed.*, performance_met + performance.grace_days::INTEGER AS performance_through,
        sales_met + sales.grace_days::INTEGER AS sales_through
    FROM assessed
    JOIN tiers AS performance ON performance.programme = assessed.programme AND performance.tier = 'performance'
    JOIN tiers AS sales ON sales.programme = assessed.programme AND sales.tier = 'sales'
)
SELECT party, day, programme, competencies,
    CASE WHEN performs OR performance_through >= day THEN 'performance' WHEN enough OR sales_through >= day THEN 'sales'
        ELSE 'enrolled' END AS tier,
    CASE WHEN performs THEN 'performance: ' || all_found
        WHEN performance_through >= day
        THEN format('performance was last met on {{}} and is kept through {{}}: {{}}', performance_met, performance_through, all_found)
        WHEN enough THEN 'sales: ' || people_found || '; not performance: ' || all_found
        WHEN sales_through >= day
        THEN format('sales was last met on {{}} and is kept through {{}}: {{}}', sales_met, sales_through, people_found)
        ELSE 'enrolled: asks for nothing; not sales: ' || people_found END AS reason
FROM graced
UNION ALL
SELECT partner.party, regime.day, programme, coalesce(competencies, ''), coalesce(elections.tier, 'enrolled'),
    CASE WHEN elections.tier IS NULL THEN 'no tier was elected for ' || programme
        ELSE format('elected {{}} on {{}}, which counts without evidence until {{}} ends', elections.tier, elections.effective_from,
            programme) END
FROM regime CROSS JOIN partner
LEFT JOIN elections ON elections.party = partner.party AND regime.day >= elections.effective_from
    AND regime.day < elections.until
LEFT JOIN holding ON holding.party = partner.party AND holding.day = regime.day
WHERE evidence = 'election';
CREATE TYPE competency_list AS ENUM (SELECT DISTINCT competencies FROM judged ORDER BY competencies);
CREATE TYPE reason AS ENUM (SELECT DISTINCT reason FROM judged ORDER BY reason);
CREATE TABLE standing AS
SELECT party, day, programme::programme_name AS programme, tier::tier_name AS tier, competencies::competency_list AS competencies,
    reason::reason AS reason
FROM judged;
"""

RATES = """
CREATE TABLE question AS
SELECT row_number() OVER () AS question, * FROM (
    SELECT DISTINCT component, plan, points_cap, product, programme, tier, competencies, term_no, governing
    FROM term LEFT JOIN standing ON standing.party = term.payee AND standing.day = term.governing
);
CREATE TYPE rate_name AS ENUM (SELECT DISTINCT concat_ws('/', component, plan, product, programme, tier, competency, term) || ': '
    || reference FROM rates);
CREATE TYPE rate_place AS ENUM (SELECT DISTINCT 'rulebook/rates.csv:' || line FROM rates);
CREATE TABLE answer AS
WITH fitting AS (
    SELECT question.*, rates.shape, rates.value, rates.line, rates.reference, rates.effective_from, rates.recorded_on,
        concat_ws('/', rates.component, rates.plan, rates.product, rates.programme, rates.tier, rates.competency, rates.term) AS key,
        rates.competency,
        (rates.product <> '*', rates.programme <> '*', rates.tier <> '*', rates.competency <> '*',
            CASE WHEN rates.term = '*' THEN 0 WHEN rates.term LIKE '%+' THEN rtrim(rates.term, '+')::BIGINT ELSE 4294967295 END)
            AS specificity
    FROM question JOIN rates ON rates.component = question.component AND rates.plan = question.plan
        AND rates.product IN ('*', question.product) AND rates.programme IN ('*', question.programme::VARCHAR)
        AND rates.tier IN ('*', question.tier::VARCHAR)
        AND (rates.competency = '*' OR list_contains(string_split(question.competencies, ' '), rates.competency))
        AND CASE WHEN rates.term = '*' THEN true WHEN rates.term LIKE '%+' THEN question.term_no >= rtrim(rates.term, '+')::INTEGER
            ELSE question.term_no = rates.term::INTEGER END
        AND question.governing >= rates.effective_from AND question.governing < rates.until
), best AS (
    SELECT * FROM fitting WHERE shape <> 'points' QUALIFY row_number() OVER (
        PARTITION BY question ORDER BY specificity DESC, coalesce(value::DECIMAL(5, 2), -1) DESC, key) = 1
), added AS (
    SELECT question, least(sum(value), any_value(points_cap)) AS points FROM (
        SELECT question, points_cap, value::DECIMAL(5, 2) AS value
        FROM (SELECT *, unnest(string_split(competencies, ' ')) AS own FROM fitting WHERE shape = 'points' AND points_cap IS NOT NULL)
        WHERE competency IN ('*', own)
        QUALIFY row_number() OVER (PARTITION BY question, own ORDER BY specificity DESC) = 1
    ) GROUP BY question
)
SELECT best.question, (key || ': ' || reference)::rate_name AS rule, effective_from AS rule_from, recorded_on AS rule_recorded,
    ('rulebook/rates.csv:' || line)::rate_place AS rate_source,
    CASE WHEN shape = 'percent' THEN value::DECIMAL(5, 2) ELSE 0 END AS rate,
    CASE WHEN shape = 'percent' THEN coalesce(points, 0) ELSE 0 END::DECIMAL(5, 2) AS points
FROM best LEFT JOIN added USING (question);
"""

# What many lines share is an ENUM, so that a line is short.
LINES = f"""
CREATE TABLE line AS
WITH priced AS (
    SELECT term.* EXCLUDE (plan, points_cap), standing.programme, standing.tier, standing.competencies,
        standing.reason AS standing_reason, answer.* EXCLUDE (question), (rate + points)::DECIMAL(5, 2) AS rate_total,
        base::DECIMAL(13, 2) * ((rate + points)::DECIMAL(5, 2) * 0.01::DECIMAL(2, 2))::DECIMAL(5, 4) AS unrounded
    FROM term
    LEFT JOIN standing ON standing.party = term.payee AND standing.day = term.governing
    LEFT JOIN question ON question.component = term.component AND question.plan = term.plan AND question.product = term.product
        AND question.programme IS NOT DISTINCT FROM standing.programme AND question.tier IS NOT DISTINCT FROM standing.tier
        AND question.competencies IS NOT DISTINCT FROM standing.competencies AND question.term_no = term.term_no
        AND question.governing = term.governing
    LEFT JOIN answer USING (question)
)
SELECT priced.*, CASE WHEN rate IS NULL THEN error('no rate') ELSE round(unrounded, 2)::DECIMAL(13, 2) END AS amount,
    payer.name AS distributor_name, owed.name AS payee_name, owed.layout
FROM priced
JOIN parties AS payer ON payer.party = priced.distributor AND {AFTER} - 1 >= payer.effective_from AND {AFTER} - 1 < payer.until
JOIN parties AS owed ON owed.party = priced.payee AND {AFTER} - 1 >= owed.effective_from AND {AFTER} - 1 < owed.until
WHERE round(unrounded, 2) <> 0;
"""


class Layout:
    """Headings, words and grammar of a statement; without a file those of lines.csv."""

    def __init__(self, rows=()):
        self.columns = [(row["heading"], row["value"]) for row in rows if row["part"] == "column"]
        self.words = {row["name"]: row["value"] for row in rows if row["part"] == "word"}
        file = {row["name"]: row["value"] for row in rows if row["part"] == "file"}
        self.delimiter = file.get("delimiter", ",")
        self.mark = file.get("decimal_mark", ".")
        self.date_form = file.get("date_form", "%Y-%m-%d")
        self.new_line = "\r\n" if rows else "\n"
        self.columns = self.columns or [(field, field) for field in self.fields() if field not in ("state", "book_head")]
        if file.get("encoding") == "utf-8-bom":
            self.columns[0] = ("\ufeff" + self.columns[0][0], self.columns[0][1])

    def word(self, ours):
        return "'" + self.words.get(ours, ours).replace("'", "''") + "'"

    def number(self, sql):
        return sql if self.mark == "." else f"replace({sql}::VARCHAR, '.', '{self.mark}')"

    def fields(self):
        word, number = self.word, self.number
        commission = "component = 'commission'"
        either = lambda yes, no: f"CASE WHEN {commission} THEN {yes} ELSE {no} END"
        tiers = " ".join(f"WHEN '{tier}' THEN {word(tier)}" for tier in ("enrolled", "sales", "performance"))
        return {
            "line_id": f"concat_ws('/', distributor, contract, item, term_no, component, '{PERIOD}', payee, currency)", "kind": word("regular"), "cause": "NULL",
            "component": either(word("commission"), word("discount")), "distributor": "safe(distributor_name)",
            "sub_agent": "safe(payee_name)", "sub_agent_id": "payee", "customer": "safe(customer)",
            "customer_name": "safe(customer_name)", "contract": "contract", "item": "item", "order_no": "safe(order_no)",
            "signed_on": "ordered_on", "holder": either(PRINCIPAL, "safe(payee_name)"),
            "product": "product", "quantity": "quantity", "term_no": "term_no", "term_start": "term_start",
            "term_end": "term_until - 1", "notice_on": "notice_on",
            "renewal": f"CASE WHEN term_no = 1 THEN {word('initial')} ELSE {word('renewal')} END",
            "month_of_term": f"date_diff('month', term_start, {FIRST}) + 1",
            "months_in_term": "months", "earned_month": f"'{PERIOD}'", "settled_period": f"'{PERIOD}'",
            "first_settled": f"'{PERIOD}'",
            "service_from": "service_from", "service_to": "service_until - 1", "base": number("base"), "net": word("net"),
            "base_currency": "currency", "currency": "currency", "rule": "rule", "rule_from": "rule_from", "rule_recorded": "rule_recorded",
            "programme": "programme", "tier": f"CASE tier::VARCHAR {tiers} ELSE tier::VARCHAR END", "competencies": "nullif(competencies::VARCHAR, '')",
            "rate": number("bare(rate)"), "points": number("bare(points)"), "rate_total": number("bare(rate_total)"), "governing_day": "governing",
            "calculation": f"{number('base')} || ' × ' || {number('bare(rate_total)')} || ' %'",
            "unrounded": number("bare(unrounded)"), "gross": number("amount"), "kept": "NULL", "paid": "NULL", "share": "NULL",
            "share_amount": number("amount"), "exchange_rate": "NULL", "exchange_source": "NULL", "limit": "NULL",
            "target": number("amount"), "posted": number("'0.00'"), "amount": number("amount"),
            "net_after_discount": either("NULL", number("(base - amount)")), "due_on": either(DUE, "NULL"),
            "status": either(word("payable"), word("shown")), "state": word("provisional"), "book_head": "NULL", "source": "source",
            "amount_source": "source", "rate_source": "rate_source", "standing_reason": "standing_reason",
        }

    def select(self, more=""):
        fields = self.fields()
        columns = ", ".join(f'{fields[field]} AS "{heading}"' for heading, field in self.columns)
        return f"SELECT {more}{columns} FROM line"

    def options(self):
        return f"FORMAT csv, HEADER, DELIMITER '{self.delimiter}', DATEFORMAT '{self.date_form}', NEW_LINE '{self.new_line}'"


def main():
    words = argparse.ArgumentParser(description="September 2022 in SQL")
    words.add_argument("workspace", type=pathlib.Path)
    words.add_argument("out", type=pathlib.Path)
    words.add_argument("--threads", type=int)
    words.add_argument("--ordered", action="store_true", help="rows in the order of their keys, as the program writes them")
    words.add_argument("--check", type=pathlib.Path, metavar="DRAFT")
    asked = words.parse_args()
    began = time.perf_counter()
    database = duckdb.connect()
    if asked.threads:
        database.execute(f"SET threads = {asked.threads}")
    if asked.out.exists():
        shutil.rmtree(asked.out)
    for folder in ("statements", "sub-agents"):
        (asked.out / folder).mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        settle(database, asked.workspace, asked.out, pathlib.Path(scratch), asked.ordered)
    seconds = time.perf_counter() - began
    print(f"{'whole':<18} {seconds:9.3f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, DuckDB {duckdb.__version__}")
    if asked.check:
        check(database, asked.out, asked.check)


def settle(database, workspace, out, scratch, ordered):
    clock = time.perf_counter()

    def stage(name):
        nonlocal clock
        now = time.perf_counter()
        print(f"{name:<18} {now - clock:9.3f}")
        clock = now

    by_key = "ORDER BY distributor, contract, item, term_no, component, payee, currency" if ordered else ""
    database.execute(MACROS)
    for name, keys in KEYS.items():
        read_table(database, workspace / f"{name}.csv", keys)
    global PRINCIPAL
    (principal,) = database.execute(f"SELECT name FROM parties WHERE role = 'principal' AND {AFTER} - 1 < until").fetchone()
    PRINCIPAL = "safe('" + principal.replace("'", "''") + "')"
    layouts = {}
    for file in (workspace / "rulebook/layouts").glob("*.csv"):
        with open(file, encoding="utf-8", newline="") as text:
            layouts[file.stem] = Layout(list(csv.DictReader(text)))
    stage("read rulebook")
    german = workspace / "feeds/stern-kelly/2022-10-05-vertragsliste.csv"
    with open(scratch / "german.csv", "wb") as utf8:
        subprocess.run(["iconv", "-f", "WINDOWS-1252", "-t", "UTF-8", german], stdout=utf8, check=True)
    stage("Windows-1252")
    read_feed(database, "stern_kelly", scratch / "german.csv", ";", STERN_KELLY)
    read_feed(database, "nuvias", workspace / "feeds/nuvias/2022-10-05-contracts.csv", ",", NUVIAS)
    # Up to here a row's place is its line.
    database.execute(f"SET preserve_insertion_order = {str(ordered).lower()}")
    stage("read feeds")
    database.execute(RECORDS)
    database.execute(STANDINGS)
    stage("standings")
    database.execute(TERMS)
    stage("records, terms")
    database.execute(RATES)
    stage("rates")
    database.execute(LINES)
    stage("lines")
    for distributor, layout in database.execute(
        f"SELECT party, layout FROM parties WHERE role = 'distributor' AND {AFTER} - 1 < until"
    ).fetchall():
        layout = layouts[layout]
        target = out / f"statements/{distributor}.csv"
        database.execute(f"COPY ({layout.select()} WHERE distributor = '{distributor}' {by_key}) TO '{target}' ({layout.options()})")
    stage("write statements")
    for name, layout in layouts.items():
        # Two threads write the rows of one partition as they come; one keeps their order.
        if ordered:
            database.execute("SET threads = 1")
        target = scratch / name
        select = layout.select("payee AS file, ")
        database.execute(
            f"COPY ({select} WHERE component = 'commission' AND layout = '{name}' {by_key.replace('ORDER BY', 'ORDER BY payee,')}) "
            f"TO '{target}' ({layout.options()}, PARTITION_BY (file), FILENAME_PATTERN 's')"
        )
        for folder in target.glob("file=*"):
            (part,) = folder.iterdir()
            part.rename(out / "sub-agents" / f"{folder.name[5:]}.csv")
        if ordered:
            database.execute("RESET threads")
    stage("write sub-agents")
    layout = Layout()
    database.execute(f"COPY ({layout.select()} {by_key}) TO '{out}/lines.csv' ({layout.options()})")
    stage("write lines")


def read_table(database, file, keys):
    """A dated table: each row with the day on which the next of its key takes over, closed rows and lost ones left out."""
    name = file.stem
    with open(file, encoding="utf-8", newline="") as text:
        header = next(csv.reader(text))
    values = [column for column in header if column not in keys.split(", ") + ["effective_from", "recorded_on", "reference"]]
    columns = "{" + ", ".join(f"'{column}': 'VARCHAR'" for column in header) + "}"
    database.execute(
        f"CREATE TABLE {name}_rows AS SELECT * FROM read_csv('{file}', columns = {columns}, header = true, "
        f"auto_detect = false, delim = ',', quote = '\"', escape = '\"')"
    )
    database.execute(f"""
        CREATE TABLE {name} AS SELECT * FROM (
            SELECT * REPLACE (effective_from::DATE AS effective_from, recorded_on::DATE AS recorded_on), rowid + 2 AS line,
                coalesce(lead(effective_from::DATE) OVER (PARTITION BY {keys} ORDER BY effective_from), DATE '9999-12-31') AS until
            FROM (SELECT *, rowid FROM {name}_rows WHERE recorded_on::DATE <= {KNOWN}
                QUALIFY row_number() OVER (PARTITION BY {keys}, effective_from ORDER BY recorded_on DESC) = 1)
        ) WHERE {values[0]} IS DISTINCT FROM 'closed'""")
    if name == "parties":
        database.execute("CREATE TYPE party_id AS ENUM (SELECT DISTINCT party FROM parties ORDER BY party)")
        database.execute("CREATE TYPE party_name AS ENUM (SELECT DISTINCT name FROM parties ORDER BY name)")
    for column in {"party", "distributor", "employer"} & set(header):
        database.execute(f"ALTER TABLE {name} ALTER {column} TYPE party_id")
    if name == "parties":
        database.execute("ALTER TABLE parties ALTER name TYPE party_name")


def read_feed(database, name, file, delimiter, columns):
    types = "{" + ", ".join(f"'{column}': 'VARCHAR'" for column in columns) + "}"
    database.execute(
        f"CREATE TABLE {name} AS SELECT * FROM read_csv('{file}', columns = {types}, header = true, auto_detect = false, "
        f"delim = '{delimiter}', quote = '\"', escape = '\"')"
    )


def check(database, out, draft):
    """Compares what was written with a draft of the program."""
    for name, folder in (("sql", out), ("program", draft)):
        database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_csv('{folder}/lines.csv', all_varchar = true, header = true)")
    count, keys = database.execute("SELECT count(*), count(DISTINCT line_id) FROM sql").fetchone()
    theirs = database.execute("SELECT count(*) FROM program").fetchone()[0]
    print(f"lines: {count} here ({keys} keys), {theirs} in the draft")
    columns = [column for (column, *_) in database.execute("DESCRIBE sql").fetchall()]
    differ = ", ".join(f'count(*) FILTER (a."{column}" IS DISTINCT FROM b."{column}")' for column in columns)
    counts = database.execute(f"SELECT {differ} FROM sql AS a FULL JOIN program AS b ON a.line_id = b.line_id").fetchone()
    for column, count in zip(columns, counts):
        if count:
            print(f"  {column}: {count} differ")
    print(f"{sum(counts)} cells of {len(columns)} columns differ")
    wrong = sum(counts)
    sums = "SELECT distributor, component, currency, count(*), sum(base::DECIMAL(15, 2)), sum(amount::DECIMAL(15, 2)) FROM line GROUP BY ALL"
    controls = (
        f"SELECT distributor, \"of\", currency, count::BIGINT, base::DECIMAL(15, 2), amount::DECIMAL(15, 2) "
        f"FROM read_csv('{draft}/controls.csv', all_varchar = true, header = true) WHERE control = 'lines'"
    )
    odd = database.execute(f"(({sums}) EXCEPT ({controls})) UNION ALL (({controls}) EXCEPT ({sums}))").fetchall()
    print("controls: " + ("agree" if not odd else f"differ: {odd}"))
    wrong += len(odd)
    names = {str(file.relative_to(draft)) for folder in ("statements", "sub-agents") for file in (draft / folder).iterdir()}
    here = {str(file.relative_to(out)) for folder in ("statements", "sub-agents") for file in (out / folder).iterdir()}
    read = lambda folder, name: (folder / name).read_bytes()
    same = [name for name in names & here if read(out, name) == read(draft, name)]
    shuffled = [
        name for name in names & here if name not in same
        and sorted(read(out, name).split(b"\r\n")) == sorted(read(draft, name).split(b"\r\n"))
    ]
    print(f"files: {len(names)} in the draft, {len(here)} here, {len(same)} alike to the byte, {len(shuffled)} in another order")
    wrong += len(names ^ here) + len(names & here) - len(same) - len(shuffled)
    print("lines.csv alike to the byte" if read(out, "lines.csv") == read(draft, "lines.csv") else "lines.csv differs in bytes")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
