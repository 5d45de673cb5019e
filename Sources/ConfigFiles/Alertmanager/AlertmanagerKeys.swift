/// The keys that Alertmanager's tools know.
///
/// They are those of amtool 0.25, which Debian has: a tool refuses a whole configuration for one key that it does not
/// know, and all newer ones know these, too.
enum AlertmanagerKeys {
    /// The keys by the section, the list or the mapping in which they stand; a place that is not named takes any.
    static let known: [String: Set<String>] = [
        "global": [
            "http_config", "opsgenie_api_key", "opsgenie_api_key_file", "opsgenie_api_url", "pagerduty_url",
            "resolve_timeout", "slack_api_url", "slack_api_url_file", "smtp_auth_identity", "smtp_auth_password",
            "smtp_auth_password_file", "smtp_auth_secret", "smtp_auth_username", "smtp_from", "smtp_hello",
            "smtp_require_tls", "smtp_smarthost", "telegram_api_url", "victorops_api_key", "victorops_api_url",
            "webex_api_url", "wechat_api_corp_id", "wechat_api_secret", "wechat_api_url",
        ],
        "route": route, "routes": route,
        "inhibit_rules": [
            "equal", "source_match", "source_match_re", "source_matchers", "target_match", "target_match_re",
            "target_matchers",
        ],
        "http_config": [
            "authorization", "basic_auth", "bearer_token", "bearer_token_file", "enable_http2", "follow_redirects",
            "oauth2", "proxy_connect_header", "proxy_url", "tls_config",
        ],
        "basic_auth": ["password", "password_file", "username"],
        "authorization": ["credentials", "credentials_file", "type"],
        "tls_config": [
            "ca_file", "cert_file", "insecure_skip_verify", "key_file", "max_version", "min_version", "server_name",
        ],
        "receivers": [
            "discord_configs", "email_configs", "name", "opsgenie_configs", "pagerduty_configs", "slack_configs",
            "telegram_configs", "webhook_configs",
        ],
        "discord_configs": ["http_config", "message", "send_resolved", "title", "webhook_url"],
        "email_configs": [
            "auth_identity", "auth_password", "auth_password_file", "auth_secret", "auth_username", "from", "headers",
            "hello", "html", "require_tls", "send_resolved", "smarthost", "text", "tls_config", "to",
        ],
        "opsgenie_configs": [
            "actions", "api_key", "api_key_file", "api_url", "description", "details", "entity", "http_config",
            "message", "note", "priority", "responders", "send_resolved", "source", "tags", "update_alerts",
        ],
        "pagerduty_configs": [
            "class", "client", "client_url", "component", "description", "details", "group", "http_config", "images",
            "links", "routing_key", "routing_key_file", "send_resolved", "service_key", "service_key_file", "severity",
            "source", "url",
        ],
        "slack_configs": [
            "actions", "api_url", "api_url_file", "callback_id", "channel", "color", "fallback", "fields", "footer",
            "http_config", "icon_emoji", "icon_url", "image_url", "link_names", "mrkdwn_in", "pretext",
            "send_resolved", "short_fields", "text", "thumb_url", "title", "title_link", "username",
        ],
        "telegram_configs": [
            "api_url", "bot_token", "chat_id", "disable_notifications", "http_config", "message", "parse_mode",
            "send_resolved",
        ],
        "webhook_configs": ["http_config", "max_alerts", "send_resolved", "url"],
    ]

    private static let route: Set = [
        "active_time_intervals", "continue", "group_by", "group_interval", "group_wait", "match", "match_re",
        "matchers", "mute_time_intervals", "receiver", "repeat_interval", "routes",
    ]

    /// Keys without which a receiver is refused, by its list: one of `either` has to be there, in it or, under a name of
    /// its own, in `global`; else `key` is put in with `value`.
    ///
    /// Newer keys that are left out say the same in other ways.
    static let needed: [String: [Needed]] = [
        "discord_configs": [Needed("webhook_url", either: ["webhook_url"])],
        "slack_configs": [
            Needed(
                "api_url",
                either: ["api_url", "api_url_file"],
                global: ["slack_api_url", "slack_api_url_file"]
            )
        ],
        "telegram_configs": [
            Needed("bot_token", either: ["bot_token"]), Needed("chat_id", either: ["chat_id"], value: "1"),
        ],
        "webhook_configs": [Needed("url", either: ["url"], value: "http://<secret>")],
    ]

    /// A key that a receiver cannot do without.
    struct Needed {
        let key: String
        let either: Set<String>
        let global: Set<String>
        let value: String

        init(_ key: String, either: Set<String>, global: Set<String> = [], value: String = "<secret>") {
            self.key = key
            self.either = either
            self.global = global
            self.value = value
        }
    }
}
