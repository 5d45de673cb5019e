import Alerting
import ConfigFiles
import Diagnostics
import Model
import Mustache
import Testing

/// The sections about people: what is written well, and what must not be shown.
struct OnCallSectionTests {
    /// A team as the documentation has it.
    private static let team = """
        smtp: { smarthost: "mail.example.com:587", from: callwatch@example.com }
        time_intervals:
          - { name: nights, time_intervals: [{ times: [{ start_time: "18:00", end_time: "24:00" }] }] }
        users:
          - name: ana
            time_zone: Europe/Madrid
            contact_methods:
              mail: { email: ana@example.com }
              phone: { webhook: "https://sms.example.com/send", headers: { Authorization: "Bearer ${env:SMS}" }, body: '{"text":"{{summary}} {{ackURL}}"}' }
              chat: { receiver: ops }
            notify:
              high: [{ via: phone }, { via: mail, after: 2m }, { via: phone, after: 5m }]
              low: [{ via: mail }]
          - { name: bo, contact_methods: { chat: { receiver: ops } }, notify: { high: [{ via: chat }], low: [{ via: chat }] } }
        schedules:
          - name: voice
            time_zone: Europe/Madrid
            layers:
              - { users: [ana, bo], rotation: weekly, every: 1, handoff: "monday 09:00", from: 2026-01-05 }
              - { users: [bo], rotation: daily, handoff: "18:00", from: 2026-01-05, active_time_intervals: [nights] }
            overrides:
              - { user: bo, from: 2026-08-03T09:00, until: 2026-08-10T09:00 }
              - { user: bo, from: 2026-08-03T09:00, until: 2026-08-10T09:00, add: true }
              - { remove: ana, from: 2026-08-03T09:00, until: 2026-08-10T09:00 }
        escalation_policies:
          - name: duty
            urgency: { critical: high, warning: low }
            steps:
              - { notify: [schedule:voice], wait: 5m }
              - { notify: [schedule:voice, user:ana], wait: 10m }
              - { notify: [receiver:ops], wait: 10m, only: nights }
            repeat: 2
            when_exhausted: receiver:ops
            ack_timeout: 1h
            reopen_on: [severity_rise, new_alert]
        """

    @Test func teamReachesTheEngine() throws {
        let settings = try ConfigurationCase(Self.team, environment: ["SMS": "key"]).settings()
        let directory = settings.alerting.onCall
        #expect(directory.people.keys.sorted() == ["ana", "bo"])
        #expect(directory.people["ana"]?.receivers == ["mail": "ana/mail", "phone": "ana/phone", "chat": "ops"])
        #expect(directory.schedules["voice"]?.layers.count == 2)
        #expect(directory.policies["duty"]?.steps.count == 3)
        guard case .webhook(let phone)? = settings.alerting.receivers["ana/phone"]?.integrations.first?.kind else {
            Issue.record("ana's phone is no webhook")
            return
        }
        #expect(phone.http.headers.map(\.value.text) == ["Bearer key"])
        guard case .text(_, let contentType, let escaping)? = phone.payload else {
            Issue.record("ana's phone has no body")
            return
        }
        #expect(contentType == "application/json" && escaping == .json)
    }

    @Test func policyIsInheritedByRoutesThatSayNothingOfIt() throws {
        let text =
            Self.team + """

                route:
                  receiver: ops
                  escalation: duty
                  routes: [{ matchers: [team="voice"], receiver: ops }]
                """
        let route = try ConfigurationCase(whole: text + "\nreceivers: [{ name: ops }]", environment: ["SMS": "key"])
            .settings().alerting.route
        #expect(route.all.map(\.escalation) == ["duty", "duty"])
    }

    @Test func emptySectionsAreNoMistake() throws {
        _ = try ConfigurationCase("users: []\nschedules: []\nescalation_policies:\n").settings()
    }

    @Test func namesFromElsewhereAreNotShown() {
        let text = """
            users: [{ name: "${env:WHO}" }]
            schedules:
              - name: "${env:WHO}"
                time_zone: "${env:WHO}"
                layers: [{ users: ["${env:OTHER}"], rotation: daily, handoff: "${env:WHO}", from: "${env:WHO}" }]
            escalation_policies: [{ name: "${env:WHO}", steps: [{ notify: ["user:${env:OTHER}", "${env:WHO}"], wait: 1m }] }]
            """
        let environment = ["WHO": "hidden-person", "OTHER": "hidden-other"]
        let diagnostics = ConfigurationCase(text, environment: environment).load().diagnostics
        #expect(Set(diagnostics.map(\.id)).isSuperset(of: ["unknown-user", "bad-target", "bad-hand-off"]))
        for diagnostic in diagnostics {
            #expect(!"\(diagnostic.message) \(diagnostic.help ?? "") \(diagnostic.label)".contains("hidden"))
        }
    }

    @Test func namesMayBeGivenInAnotherFile() {
        let people = "users: [{ name: ana, contact_methods: { chat: { receiver: ops } } }]"
        let schedule = """
            include: [people.yaml]
            schedules:
              - name: voice
                time_zone: UTC
                layers: [{ users: [ana], rotation: daily, handoff: "18:00", from: 2026-01-05 }]
            """
        #expect(ConfigurationCase(schedule, files: ["etc/people.yaml": people]).ids.isEmpty)
    }

    @Test func daysToComeAreLookedAtWhereTheTimeIsKnown() {
        let text = """
            users: [{ name: ana }]
            schedules:
              - name: voice
                time_zone: UTC
                layers: [{ users: [ana], rotation: daily, handoff: "18:00", from: 2026-01-05 }]
            """
        var files = ConfigurationCase(text)
        #expect(!files.ids.contains("uncovered-hours"))
        files.memory.now = Timestamp(rfc3339: "2026-01-05T17:00:00Z")
        #expect(files.ids.contains("uncovered-hours"))
        files.memory.now = Timestamp(rfc3339: "2026-01-05T18:00:00Z")
        #expect(!files.ids.contains("uncovered-hours"))
    }
}
