import Alerting
import ConfigFiles
import Diagnostics
import Model
import Testing

/// `time_intervals`, and the rules that name them.
struct TimeIntervalTests {
    private static func rule(in name: String) -> String {
        """
        groups:
          - name: g
            rules:
              - { alert: A, when: queueCallCount above 1, active_time_intervals: [\(name)] }
        """
    }

    /// The intervals that stand under the name `n`.
    private func intervals(_ text: String, localZone: Zone = .utc) throws -> [RecurringInterval] {
        var files = ConfigurationCase("time_intervals: [{ name: n, time_intervals: \(text) }]")
        files.memory.files["etc/a.rules.yaml"] = Self.rule(in: "n")
        files.memory.localZone = localZone
        let rule = try #require(try files.settings().alerting.rules.rules.first)
        #expect(rule.hours.muted.isEmpty)
        return try #require(rule.hours.active.first).intervals
    }

    static let notations: [(text: String, interval: RecurringInterval)] = [
        ("[{}]", RecurringInterval()),
        ("[{ times: , location: ~ }]", RecurringInterval()),
        (
            "[{ times: [{ start_time: 09:00, end_time: '17:30' }, { start_time: '00:00', end_time: 24:00 }] }]",
            RecurringInterval(times: [540..<1050, 0..<1440])
        ),
        (
            "[{ weekdays: [monday:friday, 'Saturday', 'SUNDAY:sunday'] }]",
            RecurringInterval(weekdays: [1...5, 6...6, 0...0])
        ),
        (
            "[{ days_of_month: [1, 31, '-3:-1', '-31', '1:-1', '28:-1', 25:-5] }]",
            RecurringInterval(
                daysOfMonth: [
                    .init(1, 1), .init(31, 31), .init(-3, -1), .init(-31, -31), .init(1, -1), .init(28, -1),
                    .init(25, -5),
                ]
            )
        ),
        (
            "[{ months: [1:3, 'may:August', december, 'april:4'] }]",
            RecurringInterval(months: [1...3, 5...8, 12...12, 4...4])
        ),
        ("[{ years: [2030, '2020:2022'] }]", RecurringInterval(years: [2030...2030, 2020...2022])),
        ("[{ location: UTC }]", RecurringInterval()),
        ("[{ location: '' }]", RecurringInterval()),
    ]

    @Test(arguments: notations)
    func everyFieldIsRead(text: String, interval: RecurringInterval) throws {
        #expect(try intervals(text) == [interval])
    }

    @Test func placesAreZones() throws {
        let zone = try #require(Zone(named: "Australia/Sydney"))
        #expect(try intervals("[{ location: Australia/Sydney }, { years: [2026] }]").map(\.zone) == [zone, .utc])
    }

    @Test func localIsTheZoneOfTheMachine() throws {
        let zone = try #require(Zone(named: "Europe/Lisbon"))
        #expect(try intervals("[{ location: Local }]", localZone: zone).map(\.zone) == [zone])
    }

    @Test func nameMayStandForNoTimeAtAll() throws {
        #expect(try intervals("[]") == [])
    }

    @Test func intervalOfAlertmanagersDocumentationIsRead() throws {
        let interval = try #require(
            try intervals(
                """
                [{ times: [{ start_time: 09:00, end_time: 17:00 }], weekdays: ['monday:friday'],
                                    location: 'Australia/Sydney' }]
                """
            ).first
        )
        let monday = try #require(Timestamp(rfc3339: "2026-11-23T09:00:00+11:00"))
        #expect(interval.contains(monday))
        #expect(!interval.contains(monday - .milliseconds(1)))
    }

    @Test func rulesHaveTheHoursOfTheNames() throws {
        let files = ConfigurationCase(
            """
            include: [more.yaml]
            time_intervals:
              - { name: opening-hours, time_intervals: [{ weekdays: [monday:friday] }] }
              - { name: unused, time_intervals: [{}] }
            mute_time_intervals:
              - { name: maintenance, time_intervals: [{ days_of_month: [1] }] }
            """,
            files: [
                "etc/more.yaml": "time_intervals: [{ name: holidays, time_intervals: [{ months: [12] }] }]",
                "etc/a.rules.yaml": """
                groups:
                  - name: g
                    rules:
                      - alert: A
                        when: queueCallCount above 1
                        active_time_intervals: [opening-hours]
                        mute_time_intervals: [holidays, maintenance]
                      - { alert: B, when: queueCallCount above 1 }
                      - { alert: C, when: ivrCallCount above 1, mute_time_intervals: [], active_time_intervals: }
                """,
            ]
        )
        let rules = try files.settings().alerting.rules.rules
        let named = { (name: String, interval: RecurringInterval) in NamedInterval(name: name, intervals: [interval]) }
        #expect(
            rules.map(\.hours) == [
                ActiveHours(
                    active: [named("opening-hours", RecurringInterval(weekdays: [1...5]))],
                    muted: [
                        named("holidays", RecurringInterval(months: [12...12])),
                        named("maintenance", RecurringInterval(daysOfMonth: [.init(1, 1)])),
                    ]
                ), .always, .always,
            ]
        )
    }

    @Test func rulesWithoutAConfigurationHaveNoHours() throws {
        let loaded = RuleFiles.load(["a.rules.yaml"], files: MemoryFiles(["a.rules.yaml": Self.rule(in: "n")]).access)
        #expect(loaded.diagnostics.isEmpty)
        #expect(try #require(loaded.value).rules.map(\.hours) == [.always])
    }

    @Test func secretNamesAreNotShown() {
        let files = ConfigurationCase(
            "time_intervals: [{ name: '${env:NAME}', time_intervals: [{ location: '${env:ZONE}' }] }]",
            files: ["etc/a.rules.yaml": Self.rule(in: "secretly")],
            environment: ["NAME": "secretl", "ZONE": "Europe/Berln"]
        )
        let found = files.load().diagnostics
        #expect(found.map(\.id).sorted() == ["unknown-time-interval", "unknown-time-zone"])
        for diagnostic in found {
            let text = diagnostic.message + (diagnostic.help ?? "")
            #expect(!text.contains("`secretl`") && !text.contains("Berln") && !text.contains("did you mean"))
        }
    }
}
