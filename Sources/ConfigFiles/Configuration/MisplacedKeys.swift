import YAML

/// Keys that people write at the top of a configuration and that belong elsewhere.
enum MisplacedKeys {
    /// Where each belongs.
    static let help: [(key: String, help: String)] = [
        ("alertmanagers", "who is told stands in `route` and `receivers`"),
        ("alerting", "who is told stands in `route` and `receivers`"),
        ("catalog", "it belongs to a source: `sources: [{ name: voice, catalog: access-codes.csv }]`"),
        ("cc_cms", "it belongs to a source: `sources: [{ name: voice, cc_cms: { url: ... } }]`"),
        ("database", "the store's path is `storage: { path: ... }`"),
        ("evaluation_interval", "rules are evaluated at each poll of a source, whose key is `interval`"),
        ("external_url", "it belongs to `server`"),
        ("group_by", "it belongs to `route`"),
        ("group_interval", "it belongs to `route`"),
        ("group_wait", "it belongs to `route`"),
        ("groups", "rules stand in files of their own, which `rule_files` names"),
        ("interval", "it belongs to a source: `sources: [{ name: voice, interval: 15s }]`"),
        ("listen", "it belongs to `server`"),
        ("recording", "it belongs to a source: `sources: [{ name: voice, recording: polls.jsonl }]`"),
        ("repeat_interval", "it belongs to `route`"),
        ("resolve_timeout", "it belongs to `global`"),
        ("retention", "it belongs to `storage`"),
        ("rules", "rules stand in files of their own, which `rule_files` names"),
        ("scrape_configs", "what is polled stands in `sources`"),
        ("scrape_interval", "it belongs to a source: `sources: [{ name: voice, interval: 15s }]`"),
        ("slas", "SLAs stand in rule files, which `rule_files` names"),
        ("smtp_from", "it belongs to `global`"),
        ("smtp_smarthost", "it belongs to `global`"),
        ("targets", "it belongs to `cc_cms` of a source"),
        ("tls", "it belongs to `server`"),
        ("web", "it is `server` here"),
    ]
}
