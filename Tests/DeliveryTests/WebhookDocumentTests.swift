import Alerting
import Delivery
import Model
import Testing

struct WebhookDocumentTests {
    private func text(
        _ notification: GroupNotification,
        maxAlerts: Int = 0,
        externalURL: String = Sample.externalURL
    ) -> String {
        let document = WebhookDocument(notification, maxAlerts: maxAlerts, externalURL: externalURL)
        return String(decoding: document.bytes, as: UTF8.self)
    }

    private let head =
        #"{"version":"4","groupKey":"{}/{severity=\"critical\"}:{alertname=\"QueueBacklog\", vdn=\"170\"}","#
    private let group =
        #""receiver":"ops","groupLabels":{"alertname":"QueueBacklog","vdn":"170"},"#
    private let firing =
        #"{"status":"firing","labels":{"alertname":"QueueBacklog","innoId":"3","name":"Sales","severity":"critical","#
        + #""vdn":"170"},"annotations":{"runbook_url":"https://wiki.example.com/backlog","summary":"#
        + #""21 callers wait at Sales"},"startsAt":"2014-10-07T07:45:00Z","endsAt":"0001-01-01T00:00:00Z","#
        + #""generatorURL":"https://callwatch.example.com/?alert=00abcdef01234567","fingerprint":"00abcdef01234567","#
        + #""values":{"queueCallCount":21,"longestWaitTime":140}}"#
    private let resolved =
        #"{"status":"resolved","labels":{"alertname":"QueueBacklog","innoId":"4","name":"Support","#
        + #""severity":"critical","vdn":"170"},"annotations":{"summary":"nobody waits at Support"},"#
        + #""startsAt":"2014-10-07T07:40:00Z","endsAt":"2014-10-07T07:48:45.250Z","#
        + #""generatorURL":"https://callwatch.example.com/?alert=1122334455667788","fingerprint":"1122334455667788","#
        + #""reason":"no_data"}"#

    @Test func mixedGroupIsFiring() {
        #expect(
            text(Sample.notification())
                == head + #""truncatedAlerts":0,"status":"firing","# + group
                + #""commonLabels":{"alertname":"QueueBacklog","severity":"critical","vdn":"170"},"#
                + #""commonAnnotations":{},"externalURL":"https://callwatch.example.com","#
                + #""notification_reason":"some alerts resolved","routeLabels":{},"alerts":["#
                + firing + "," + resolved + "]}"
        )
    }

    @Test func onlyWhatFlapsIsMarkedAsFlapping() {
        var flapping = Sample.ended
        flapping.isFlapping = true
        let text = text(Sample.notification([Sample.backlog, flapping]))
        #expect(text.hasSuffix("\(firing),\(resolved.dropLast()),\"flapping\":true}]}"))
    }

    @Test func maxAlertsKeepsTheFirstAndCountsTheRest() {
        let text = text(Sample.notification(), maxAlerts: 1)
        #expect(text.contains(#""truncatedAlerts":1,"status":"firing""#))
        #expect(text.hasSuffix(#""alerts":["# + firing + "]}"))
        #expect(text.contains(#""commonLabels":{"alertname":"QueueBacklog","severity":"critical","vdn":"170"}"#))
    }

    @Test func aLimitThatIsNotReachedCutsNothing() {
        #expect(text(Sample.notification(), maxAlerts: 2) == text(Sample.notification()))
    }

    @Test func allResolvedIsResolved() {
        var notification = Sample.notification([Sample.ended])
        notification.reason = .fallback(receiver: "duty")
        let text = text(notification)
        #expect(text.contains(#""truncatedAlerts":0,"status":"resolved""#))
        #expect(text.contains(#""notification_reason":"fallback for duty""#))
        #expect(text.contains(#""commonAnnotations":{"summary":"nobody waits at Support"}"#))
    }

    @Test func emptyValuesAreAnEmptyObject() {
        var alert = Sample.backlog
        alert.values = []
        #expect(text(Sample.notification([alert])).contains(#""fingerprint":"00abcdef01234567","values":{}}"#))
    }

    @Test func aSlashBehindTheExternalURLIsNotDoubled() {
        let text = text(Sample.notification(), externalURL: "https://callwatch.example.com/base/")
        #expect(text.contains(#""generatorURL":"https://callwatch.example.com/base/?alert=00abcdef01234567""#))
        #expect(text.contains(#""externalURL":"https://callwatch.example.com/base","#))
    }

    @Test func textIsEscaped() {
        var alert = Sample.backlog
        alert.labels["name"] = "a\"b\\c\nd\u{1}"
        #expect(text(Sample.notification([alert])).contains(#""name":"a\"b\\c\nd\u0001""#))
    }
}
