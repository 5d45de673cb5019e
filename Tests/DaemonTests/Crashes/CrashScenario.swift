import Alerting
import ConfigFiles
import Daemon
import Diagnostics
import Model
import PeerPrograms

/// What happens to a daemon at which time: what its contact centre answers, and its destinations.
struct CrashScenario: Sendable {
    /// The access codes of the contact centre.
    static let codes: ClosedRange<Int64> = 1...5
    private static let interval = TimeSpan.seconds(10)
    /// Behind a whole minute, so that no time interval ends at a poll.
    private static let start = Timestamp(milliseconds: 1_704_067_201_000)

    /// What it works by.
    let configuration: AlertConfiguration
    /// How many polls there are.
    let polls: Int
    /// How many callers wait at a code at the poll of that number; nil for a code whose counter is missing.
    let queue: @Sendable (_ code: Int64, _ poll: Int) -> Double?
    /// Whether the poll of that number fails.
    let fails: @Sendable (_ poll: Int) -> Bool
    /// What a destination answers so many seconds after the start.
    let answer: @Sendable (_ delivery: Delivery, _ seconds: Int64) -> DeliveryOutcome
    /// What people do with incidents, in order of the times; never at the time of a poll.
    var acts: [TimedAct] = []

    /// Something that somebody does with an incident so long after the start.
    struct TimedAct: Sendable {
        let after: TimeSpan
        let act: IncidentAct

        init(after seconds: Int64, _ act: IncidentAct) {
            after = .seconds(seconds)
            self.act = act
        }
    }

    /// The time of the act of that number.
    func time(ofAct number: Int) -> Timestamp { Self.start + acts[number].after }

    /// The time of the poll of that number.
    func time(of poll: Int) -> Timestamp { Self.start + Self.interval * Int64(poll) }

    /// When everything is over.
    var end: Timestamp { time(of: polls) }

    /// The seconds from the start to `time`.
    func seconds(at time: Timestamp) -> Int64 { (time - Self.start).milliseconds / 1000 }

    /// The poll of that number.
    func poll(_ number: Int) -> Poll {
        let time = time(of: number)
        if fails(number) {
            let failure = RequestFailure(ccId: 1, vdn: 170, reason: .connect, message: "connection refused")
            return Poll(source: "cloud", time: time, result: .failed, failures: [failure])
        }
        var snapshot = Snapshot()
        for code in Self.codes {
            let calls = queue(code, number)
            snapshot.append(AccessCode(ccId: 1, vdn: 170, innoId: code), [calls, 0, 0, calls, 0])
        }
        return Poll(source: "cloud", time: time, result: .snapshot(snapshot))
    }

    // MARK: What all of them work by

    /// Reads `rules` and `sections` as the daemon does.
    static func configuration(
        rules: String = rules,
        sections: String = sections
    ) throws -> AlertConfiguration {
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: """
                      - name: cloud
                        interval: 10s
                        down_after: 25s
                        cc_cms:
                          url: http://127.0.0.1:1
                          access_key: demo
                          secret_key: demo-secret
                          targets: [{ cc_id: 1, vdn: 170, inno_ids: [1-5] }]

                    """,
                routes: sections
            ).text,
            rules: rules
        )
        let loaded = ConfigurationFiles.load(folder.configuration, files: .disk)
        guard let settings = loaded.value else {
            throw Program.Failure(loaded.diagnostics.map(\.message).joined(separator: "\n"))
        }
        return settings.alerting
    }

    /// Alerts with two severities, of a group, over a window, and such that inhibit others.
    private static let rules = """
        groups:
          - name: queues
            rules:
              - alert: Waiting
                levels:
                  - { severity: warning, when: queueCallCount above 5, for: 15s }
                  - { severity: critical, when: queueCallCount above 20 }
                keep_firing_for: 15s
                annotations: { summary: "{{ queueCallCount }} wait" }
              - alert: Crowd
                when: sum(queueCallCount by vdn) above 50
                labels: { severity: critical }
              - alert: Peak
                when: max(queueCallCount over 1m) above 15
                labels: { severity: info }
              - alert: Idle
                when: queueCallCount below 1
                for: 30s
                labels: { severity: info }

        """

    /// Grouping, inhibition, quiet minutes, and destinations of every kind.
    ///
    /// No tick falls on a poll.
    private static let sections = """
        route:
          receiver: desk
          group_by: [alertname, innoId]
          group_wait: 3100ms
          group_interval: 31700ms
          repeat_interval: 3m
          routes:
            - matchers: [severity="critical"]
              receiver: duty
              continue: true
            - matchers: [alertname="Peak"]
              receiver: chat
              mute_time_intervals: [quiet]
            - matchers: [alertname="Idle"]
              receiver: gone
              group_by: [alertname]
        receivers:
          - name: desk
            webhook_configs: [{ url: "http://127.0.0.1:1/desk" }]
            email_configs: [{ to: "ana@example.com, ben@example.com", send_resolved: true }]
          - name: duty
            max_age: 40s
            fallback: desk
            webhook_configs: [{ url: "http://127.0.0.1:1/duty" }]
          - name: chat
            slack_configs: [{ api_url: "http://127.0.0.1:1/chat", channel: "#queues", send_resolved: true }]
          - name: gone
            fallback: chat
            webhook_configs: [{ url: "http://127.0.0.1:1/gone" }, { url: "http://127.0.0.1:1/there" }]
        smtp: { smarthost: "127.0.0.1:1", from: callwatch@example.com, tls: none }
        inhibit_rules:
          - name: worse
            source_matchers: [alertname="Waiting", severity="critical"]
            target_matchers: [alertname="Peak"]
            equal: [innoId]
        time_intervals:
          - name: quiet
            time_intervals: [{ times: [{ start_time: 00:02, end_time: 00:04 }] }]

        """
}

extension CrashScenario {
    /// Five minutes in which everything occurs that a notification can meet.
    static func usual() throws -> CrashScenario {
        // For each code, how many callers wait from which poll on.
        let queues: [Int64: [(poll: Int, calls: Double?)]] = [
            1: [(0, 0), (2, 8), (8, 30), (14, 3)],
            2: [(0, 2), (4, 18), (27, 2)],
            3: [(0, 3), (9, 25), (12, 7), (20, nil), (23, 4)],
            4: [(0, 4), (10, 0), (20, 2)],
            5: [(0, 0)],
        ]
        return CrashScenario(
            configuration: try configuration(),
            polls: 32,
            queue: { code, poll in queues[code]?.last { $0.poll <= poll }?.calls },
            fails: { (24...26).contains($0) },
            answer: { delivery, seconds in
                switch delivery.integration {
                // Out of reach for longer than `max_age`, then well.
                case "webhook[0]" where delivery.receiver == "duty" && (75..<150).contains(seconds):
                    .retry(error: "503", retryAfter: nil)
                case "webhook[0]" where delivery.receiver == "gone": .rejected(error: "410 Gone")
                case "email[0]" where delivery.recipient == "ben@example.com" && seconds < 60:
                    .retry(error: "451 later", retryAfter: .seconds(7))
                case "slack[0]": .posted(reference: "message \(delivery.messageID)")
                default: .delivered
                }
            }
        )
    }

    /// Queues that swing by chance, and destinations of which about each third attempt fails.
    static func random(_ seed: UInt64) throws -> CrashScenario {
        // Chance that is the same whenever it is asked, so that an attempt made again meets the same answer.
        @Sendable func chance(_ parts: String...) -> UInt64 {
            Fingerprint(of: ["seed": String(seed), "of": parts.joined(separator: " ")]).value &* 0x9E37_79B9_7F4A_7C15
                >> 32
        }
        let levels: [Double?] = [0, 0, 3, 7, 12, 18, 26, 40, nil]
        return CrashScenario(
            configuration: try configuration(),
            polls: 40,
            queue: { code, poll in
                // A queue stays as it is for some polls.
                levels[Int(chance("queue", "\(code)", "\((poll + Int(code)) / 4)") % UInt64(levels.count))]
            },
            fails: { chance("poll", "\($0 / 3)") % 8 == 0 },
            answer: { delivery, seconds in
                let name = "\(delivery.receiver) \(delivery.integration) \(delivery.recipient ?? "")"
                return switch chance("answer", name, "\(delivery.sequence)", "\(seconds)") % 12 {
                case 0..<3: .retry(error: "503", retryAfter: nil)
                case 3: .rejected(error: "410 Gone")
                case 4: .retry(error: "429", retryAfter: .seconds(13))
                default: .delivered
                }
            }
        )
    }
}
