import Alerting
import Diagnostics
import Model
import YAML

/// Alertmanager's section `global`.
struct WrittenGlobal {
    var mailServer = WrittenMailServer()
    var http: HTTPSettings?
    var resolveTimeout: TimeSpan?
}

extension Shape where Value == WrittenGlobal {
    /// The section `global`, with Alertmanager's keys.
    static func global(_ files: FileReader) -> Shape {
        .mapping("`global`") { reader in
            let server = reader.mailServer(prefix: "smtp_", hasOwnKeys: false, hasAlertmanagerKeys: true, files)
            let http = reader.optional("http_config", .http(files))
            let resolveTimeout = reader.optional("resolve_timeout", .positiveDuration)
            // Defaults of integrations that are refused where they are used: by themselves they ask for nothing.
            reader.allow(
                "jira_api_url",
                "mattermost_webhook_url",
                "mattermost_webhook_url_file",
                "opsgenie_api_key",
                "opsgenie_api_key_file",
                "opsgenie_api_url",
                "pagerduty_url",
                "rocketchat_api_url",
                "rocketchat_token",
                "rocketchat_token_file",
                "rocketchat_token_id",
                "rocketchat_token_id_file",
                "slack_api_url",
                "slack_api_url_file",
                "slack_app_token",
                "slack_app_token_file",
                "slack_app_url",
                "telegram_api_url",
                "telegram_bot_token",
                "telegram_bot_token_file",
                "victorops_api_key",
                "victorops_api_key_file",
                "victorops_api_url",
                "webex_api_url",
                "wechat_api_corp_id",
                "wechat_api_secret",
                "wechat_api_secret_file",
                "wechat_api_url"
            )
            return WrittenGlobal(mailServer: server, http: http, resolveTimeout: resolveTimeout)
        }
    }
}
