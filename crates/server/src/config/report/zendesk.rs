//! The settings of Zendesk: all that is needed, or none of it.

use std::collections::BTreeMap;
use std::str::FromStr;

use url::{Host, Url};

use super::Reader;
use crate::config::{Secret, ZendeskSetting};

const FIELDS: [&str; 4] = ["ticket", "request", "kind", "team"];

impl Reader<'_> {
    pub(super) fn zendesk(&mut self) -> Option<ZendeskSetting> {
        let (email, token) = (self.text("zendesk_email"), self.text("zendesk_token"));
        let Some(url) = self.zendesk_url() else {
            if email.is_some() || token.is_some() {
                let remedy = "set zendesk_url as well, or leave all of them out";
                self.wrong("zendesk_url", "the address of Zendesk is missing", remedy);
            }
            return None;
        };
        let (Some(email), Some(token)) = (email, token) else {
            let remedy =
                "set zendesk_email to the agent's address and zendesk_token to a token from its Admin Center";
            self.wrong("zendesk_email", "half of the credentials is missing", remedy);
            return None;
        };
        let brand_id = self.parse("zendesk_brand_id", "give the number of the brand");
        let group_ids = self.numbers("zendesk_group_ids", "asset_management=1, platform_support=2");
        let field_ids = self.numbers::<Field>("zendesk_field_ids", "ticket=1, request=2, kind=3, team=4");
        Some(ZendeskSetting {
            url,
            email,
            token: Secret::new(token),
            brand_id,
            group_ids,
            field_ids: field_ids
                .into_iter()
                .map(|(Field(name), id)| (name, id))
                .collect(),
        })
    }

    /// The token goes with every call: without TLS only to this machine, for trying it out.
    fn zendesk_url(&mut self) -> Option<Url> {
        let remedy = "give https://NAME.zendesk.com";
        let mut url: Url = self.parse("zendesk_url", remedy)?;
        let is_loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        let is_fit = url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback));
        if !is_fit || !url.username().is_empty() || url.password().is_some() {
            self.wrong(
                "zendesk_url",
                "it is no https address without a name and a password",
                remedy,
            );
        }
        url.set_path("/");
        url.set_query(None);
        Some(url)
    }

    /// `name=1, other=2`
    fn numbers<K: FromStr<Err: std::fmt::Display> + Ord>(
        &mut self,
        name: &'static str,
        example: &str,
    ) -> BTreeMap<K, u64> {
        let mut numbers = BTreeMap::new();
        let text = self.text(name).unwrap_or_default();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, number) = pair.split_once('=').unwrap_or((pair, ""));
            match (key.trim().parse::<K>(), number.trim().parse::<u64>()) {
                (Ok(key), Ok(number)) => drop(numbers.insert(key, number)),
                (Err(error), _) => self.wrong(name, error, format!("write it as in {example}")),
                (_, Err(_)) => self.wrong(
                    name,
                    format!("{pair} has no number"),
                    format!("write it as in {example}"),
                ),
            }
        }
        numbers
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Field(String);

impl FromStr for Field {
    type Err = String;

    fn from_str(name: &str) -> Result<Field, String> {
        if FIELDS.contains(&name) {
            Ok(Field(name.to_owned()))
        } else {
            Err(format!("{name} is none of our facts ({})", FIELDS.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use qc::ticket::Team;

    use crate::config::{Layers, Report};

    fn given(lines: &[(&str, &str)]) -> Report {
        let layers = lines.iter().fold(Layers::default(), |layers, (name, value)| {
            layers.with_environment(name, value)
        });
        Report::read(&layers)
    }

    fn wrong(lines: &[(&str, &str)]) -> Vec<&'static str> {
        let report = given(lines);
        let names = report.problems.iter().map(|problem| problem.name);
        names.filter(|name| name.starts_with("zendesk")).collect()
    }

    #[test]
    fn all_of_it_or_none() {
        assert!(wrong(&[]).is_empty());
        assert_eq!(wrong(&[("zendesk_email", "ada@studio.example")]), ["zendesk_url"]);
        assert_eq!(
            wrong(&[("zendesk_url", "https://studio.zendesk.com")]),
            ["zendesk_email"]
        );
        let whole = [
            ("zendesk_url", "https://studio.zendesk.com/agent"),
            ("zendesk_email", "ada@studio.example"),
            ("zendesk_token", "hush"),
            ("zendesk_brand_id", "7"),
            ("zendesk_group_ids", "asset_management=1, platform_support = 2"),
            ("zendesk_field_ids", "request=40"),
        ];
        assert!(wrong(&whole).is_empty());
        let report = given(&whole);
        assert!(!report.to_string().contains("hush"));
        let setting = report.settings.zendesk.expect("is set");
        assert_eq!(setting.url.as_str(), "https://studio.zendesk.com/");
        assert_eq!(setting.group_ids[&Team::PlatformSupport], 2);
        assert_eq!(setting.field_ids["request"], 40);
        assert!(!format!("{setting:?}").contains("hush"));
    }

    #[test]
    fn the_token_goes_over_tls_or_stays_on_this_machine() {
        let with = |url: &str| {
            wrong(&[
                ("zendesk_url", url),
                ("zendesk_email", "a@b.example"),
                ("zendesk_token", "hush"),
            ])
        };
        assert!(with("http://127.0.0.1:4000").is_empty());
        assert_eq!(with("http://studio.zendesk.com"), ["zendesk_url"]);
        assert_eq!(with("https://a:hush@studio.zendesk.com"), ["zendesk_url"]);
    }

    #[test]
    fn what_is_no_team_or_no_fact_is_named() {
        let with = |name: &'static str, value: &'static str| {
            wrong(&[
                ("zendesk_url", "https://s.zendesk.com"),
                ("zendesk_email", "a@b.example"),
                ("zendesk_token", "t"),
                (name, value),
            ])
        };
        assert_eq!(with("zendesk_group_ids", "kitchen=1"), ["zendesk_group_ids"]);
        assert_eq!(with("zendesk_group_ids", "help_center"), ["zendesk_group_ids"]);
        assert_eq!(with("zendesk_field_ids", "colour=1"), ["zendesk_field_ids"]);
    }
}
