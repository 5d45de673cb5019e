import Alerting

/// Which of the notifiers tells an integration.
enum DeliveryWay {
    case webhook(WebhookSettings)
    case mail(EmailSettings, recipient: String)
    case service(any HTTPService)

    /// The way to an integration of that kind, for mail and Alertmanagers to `recipient`; nil without one where one is
    /// needed.
    init?(_ kind: Integration.Kind, to recipient: String?) {
        switch kind {
        case .webhook(let settings): self = .webhook(settings)
        case .email(let settings):
            guard let recipient else { return nil }
            self = .mail(settings, recipient: recipient)
        case .alertmanager(let settings):
            guard let recipient else { return nil }
            self = .service(AlertmanagerService(settings, url: recipient))
        case .slack(let settings): self = .service(SlackService(settings))
        case .teams(let settings): self = .service(TeamsService(settings))
        case .discord(let settings): self = .service(DiscordService(settings))
        case .telegram(let settings): self = .service(TelegramService(settings))
        case .mattermost(let settings): self = .service(MattermostService(settings))
        case .googleChat(let settings): self = .service(GoogleChatService(settings))
        case .dingTalk(let settings): self = .service(DingTalkService(settings))
        case .feishu(let settings): self = .service(FeishuService(settings))
        case .weCom(let settings): self = .service(WeComService(settings))
        case .pagerDuty(let settings): self = .service(PagerDutyService(settings))
        case .opsgenie(let settings): self = .service(OpsgenieService(settings))
        }
    }
}
