import Alerting
// Full Foundation for JSONSerialization, a reader of documents that is not our own.
import Foundation
import Model
import Mustache
import Testing

@testable import Delivery

/// What people are sent about incidents, and the links in it.
struct IncidentPageTests {
    private static let url = ExternalURL(Sample.externalURL)
    private static let open = IncidentPage.Line(number: 1, isResolved: false, step: 2, summary: "21 callers wait")
    private static let over = IncidentPage.Line(number: 2, isResolved: true, step: nil, summary: "nobody waits")

    // Made by another program: HMAC-SHA256 with 32 bytes of 7.
    private static let acknowledge =
        "https://callwatch.example.com/incident/INC-1/ack?for=ana&until=1704070800000"
        + "&signature=0d0057c9f5509a713b3b476aa0ff902e93701b7857677b402016f02ebc5c3034"
    private static let snooze =
        "https://callwatch.example.com/incident/INC-1/snooze?for=ana&until=1704070800000"
        + "&signature=c4045eb3ff53aae0880121d7f297ba666982146efb7b0e095084231821196b28"

    static func notification(_ lines: [IncidentPage.Line] = [open, over]) -> GroupNotification {
        var notification = Sample.notification([Sample.backlog])
        notification.page = IncidentPage(
            lines: lines,
            contact: Contact("ana", by: "phone"),
            linksEndAt: Timestamp(milliseconds: 1_704_070_800_000)
        )
        return IncidentLinkSigner(key: Sample.linkKey).signed(notification, externalURL: url)
    }

    @Test func linksNameTheOpenIncidentsAndAreSigned() {
        let page = Self.notification().page
        #expect(page?.links == IncidentPage.Links(acknowledge: Self.acknowledge, snooze: Self.snooze))
        #expect(Self.notification([Self.over]).page?.links == nil)
    }

    @Test func linksAreNeverStored() throws {
        let stored = try JSONEncoder().encode(Self.notification())
        #expect(!String(decoding: stored, as: UTF8.self).contains("signature"))
        #expect(try JSONDecoder().decode(GroupNotification.self, from: stored).page?.lines == [Self.open, Self.over])
    }

    @Test func bodyOfAPersonsWebhookIsFilledIn() throws {
        let text = try TemplateRenderingTests.template(
            #"{"to":"+34600000000","text":"{{summary}} {{ackURL}}{{#incidents}} {{id}}{{/incidents}} {{person}}"}"#
        )
        let settings = WebhookSettings(
            url: Secret("https://sms.example.com"),
            payload: .text(text, contentType: "application/json", escaping: .json)
        )
        let body = WebhookBody.of(Self.notification([Self.open]), settings, externalURL: Sample.externalURL)
        #expect(
            String(decoding: body.bytes, as: UTF8.self)
                == #"{"to":"+34600000000","text":"INC-1: 21 callers wait \#(Self.acknowledge) INC-1 ana"}"#
        )
    }

    @Test func severalIncidentsAreListed() {
        #expect(
            Self.notification().page?.summary == "2 incidents: INC-1: 21 callers wait; INC-2 resolved: nobody waits"
        )
    }

    @Test func documentOfAWebhookHasTheIncidents() throws {
        let bytes = WebhookDocument(Self.notification(), maxAlerts: 0, externalURL: Sample.externalURL).bytes
        let document = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(document["ackURL"] as? String == Self.acknowledge)
        #expect(document["snoozeURL"] as? String == Self.snooze)
        #expect(document["person"] as? String == "ana")
        let incidents = try #require(document["incidents"] as? [[String: Any]])
        #expect(incidents.map { $0["id"] as? String } == ["INC-1", "INC-2"])
        #expect(incidents.map { $0["state"] as? String } == ["open", "resolved"])
        #expect(incidents.map { $0["step"] as? Int } == [2, nil])
    }

    @Test func mailAndChatShowWhereToAnswer() {
        let mail = MailComposer(settings: Sample.email(), externalURL: Sample.externalURL)
            .parts(about: Self.notification())
        #expect(mail.subject.hasPrefix("[INC-1, INC-2] [FIRING:1]"))
        #expect(mail.text.contains("INC-1: 21 callers wait\n"))
        #expect(mail.text.contains("Acknowledge: \(Self.acknowledge)\n"))
        #expect(mail.html.contains(Self.acknowledge.replacing("&", with: "&amp;")))
        let chat = ChatMessage(Self.notification(), externalURL: Self.url)
        #expect(chat.text(in: .slack, showing: 10).contains("|Acknowledge>"))
    }
}
