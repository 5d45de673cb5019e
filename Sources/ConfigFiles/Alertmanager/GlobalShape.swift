import Alerting
import Diagnostics
import Model
import YAML

/// Alertmanager's section `global`.
struct WrittenGlobal {
    var mailServer = WrittenMailServer()
    var http: HTTPSettings?
    var resolveTimeout: TimeSpan?
    var services = ServiceDefaults()
}

extension Shape where Value == WrittenGlobal {
    /// The section `global`, with Alertmanager's keys.
    static func global(_ files: FileReader) -> Shape {
        .mapping("`global`") { reader in
            let server = reader.mailServer(prefix: "smtp_", hasOwnKeys: false, hasAlertmanagerKeys: true, files)
            let http = reader.optional("http_config", .http(files))
            let resolveTimeout = reader.optional("resolve_timeout", .positiveDuration)
            let services = reader.serviceDefaults(files)
            // Defaults of integrations that are refused where they are used: by themselves they ask for nothing.
            reader.allow(
                "jira_api_url",
                "rocketchat_api_url",
                "rocketchat_token",
                "rocketchat_token_file",
                "rocketchat_token_id",
                "rocketchat_token_id_file",
                "victorops_api_key",
                "victorops_api_key_file",
                "victorops_api_url",
                "webex_api_url",
                "wechat_api_corp_id",
                "wechat_api_secret",
                "wechat_api_secret_file",
                "wechat_api_url"
            )
            return WrittenGlobal(mailServer: server, http: http, resolveTimeout: resolveTimeout, services: services)
        }
    }
}
