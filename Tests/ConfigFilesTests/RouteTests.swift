import Alerting
import ConfigFiles
import Model
import Testing

struct RouteTests {
    private func route(_ text: String) throws -> Route {
        try ConfigurationCase(whole: text + "\nreceivers: [{ name: ops }, { name: duty }, { name: chat }]").settings()
            .alerting.route
    }

    @Test func aRouteInheritsAllButItsMatchersAndContinue() throws {
        let root = try route(
            """
            route:
              receiver: ops
              group_by: [alertname, vdn]
              group_wait: 1s
              group_interval: 2m
              repeat_interval: 3h
              routes:
                - matchers: [severity="critical"]
                  continue: true
                  routes:
                    - matchers: [vdn="170"]
                      receiver: duty
                      group_by: ['...']
                      group_wait: 0
                      group_interval: 1m
                      repeat_interval: 1h
                      routes: [{ match: { team: voice } }]
            """
        )
        let middle = try #require(root.routes.first)
        #expect(middle.receiver == "ops")
        #expect(middle.groupBy == .labels(["alertname", "vdn"]))
        #expect(
            (middle.groupWait, middle.groupInterval, middle.repeatIntervals) == (.seconds(1), .minutes(2), [.hours(3)])
        )
        #expect(middle.continues)
        let inner = try #require(middle.routes.first)
        let leaf = try #require(inner.routes.first)
        for route in [inner, leaf] {
            #expect(route.receiver == "duty")
            #expect(route.groupBy == .all)
            #expect((route.groupWait, route.groupInterval, route.repeatIntervals) == (.zero, .minutes(1), [.hours(1)]))
            #expect(!route.continues)
        }
        #expect(leaf.path == #"{}/{severity="critical"}/{vdn="170"}/{team="voice"}"#)
    }

    @Test(arguments: [
        (#"matchers: [team="voice"]"#, [#"team="voice""#]),
        (#"matchers: ['{team="voice",vdn=~"1.0"}']"#, [#"team="voice""#, #"vdn=~"1.0""#]),
        (#"matchers: ['team="a,b" , vdn!=170,']"#, [#"team="a,b""#, #"vdn!="170""#]),
        (#"matchers: ['{ team !~ "voice" }']"#, [#"team!~"voice""#]),
        ("match: { team: voice }\n      match_re: { vdn: '1[67].' }", [#"team="voice""#, #"vdn=~"1[67].""#]),
        ("matchers: []", []),
    ])
    func matchersAreReadInAllFormsOfAlertmanager(_ text: String, _ expected: [String]) throws {
        let root = try route("route:\n  receiver: ops\n  routes:\n    - receiver: duty\n      \(text)")
        #expect(root.routes[0].matchers.map(\.description) == expected)
    }

    @Test func hoursAreNotInheritedAndTheRestIs() throws {
        let root = try route(
            """
            time_intervals:
              - { name: nights, time_intervals: [{ times: [{ start_time: 22:00, end_time: 24:00 }] }] }
              - { name: never, time_intervals: [] }
            route:
              receiver: ops
              repeat_interval: [1h, 2h, 4h]
              resolve_through_silence: true
              labels: { site: north, team: all }
              routes:
                - active_time_intervals: [nights, never]
                  mute_time_intervals: [never]
                  labels: { team: voice }
                  routes: [{ resolve_through_silence: false, repeat_interval: 3h }]
            """
        )
        #expect(root.hours == .always)
        #expect(root.repeatIntervals == [.hours(1), .hours(2), .hours(4)])
        let middle = try #require(root.routes.first)
        #expect(middle.hours.active.map(\.name) == ["nights", "never"])
        #expect(middle.hours.muted.map(\.name) == ["never"])
        #expect(middle.repeatIntervals == root.repeatIntervals)
        #expect(middle.resolvesThroughSilence)
        #expect(middle.labels == ["site": "north", "team": "voice"])
        let leaf = try #require(middle.routes.first)
        #expect(leaf.hours == .always)
        #expect(leaf.repeatIntervals == [.hours(3)])
        #expect(!leaf.resolvesThroughSilence)
        #expect(leaf.labels == middle.labels)
    }

    @Test func listsThatAreEmptyAskForNothing() throws {
        _ = try ConfigurationCase(
            """
            inhibit_rules: []
            time_intervals: []
            mute_time_intervals: []
            templates: []
            users: []
            heartbeats: {}
            """
        ).settings()
    }
}
