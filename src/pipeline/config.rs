//! `courtage.toml`: whose workspace it is, and from which month on it settles.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    basics::{Code, Finding, Findings, Month, PartyId},
    files::Workspace,
};

/// What `courtage.toml` says.
#[derive(Clone, Debug)]
pub struct Config {
    /// Heads every summary.
    pub name: String,
    /// The vendor.
    pub principal: PartyId,
    /// Earlier earned months are never posted.
    pub first_month: Month,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    name: String,
    principal: String,
    first_month: String,
}

/// Reads it; what is wrong with it is found.
pub fn config(bytes: &[u8], found: &mut Findings) -> Config {
    let problem = |line: u32, what: String| {
        let remedy = "it says name, principal (a party) and first_month (such as \"2022-09\")";
        Finding::new(Code::TableValue, Workspace::CONFIG, what, remedy).line(line)
    };
    let read = || -> Result<Config, Finding> {
        let text = std::str::from_utf8(bytes).map_err(|error| problem(0, format!("it is not UTF-8: {error}")))?;
        let file: ConfigFile = toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| &text[..span.start]);
            problem(u32::try_from(before.matches('\n').count() + 1).unwrap_or(0), error.message().to_owned())
        })?;
        let value = |key: &str, expected: String| problem(0, format!("{key}: {expected}"));
        Ok(Config {
            name: file.name,
            principal: file.principal.parse().map_err(|expected| value("principal", expected))?,
            first_month: file.first_month.parse().map_err(|expected| value("first_month", expected))?,
        })
    };
    read().unwrap_or_else(|finding| {
        found.add(finding);
        let nobody = "principal".parse().expect("a name of letters");
        Config { name: String::new(), principal: nobody, first_month: Month::of(NaiveDate::default()) }
    })
}
