import Alerting
import Model
import TestSupport
import Testing

/// The walk through the routing tree, as Alertmanager does it.
struct RouteTests {
    private static let tree = Route.root(
        "root",
        groupBy: .labels(["alertname"]),
        [
            .child(
                [Matcher("team", equals: "a")],
                receiver: "a",
                [
                    .child([Matcher("severity", equals: "critical")], receiver: "a-critical"),
                    .child([Matcher("site", equals: "x")]),
                ]
            ),
            .child([Matcher("severity", equals: "critical")], receiver: "all-critical", continues: true),
            .child([Matcher("team", equals: "b")], receiver: "b", groupBy: .all),
            .child([Matcher("missing", equals: "")], receiver: "rest", continues: true),
            .child([Matcher("team", equals: "c")], receiver: "c"),
        ]
    )

    @Test(
        arguments: [
            (["team": "a"], ["a"]),
            (["team": "a", "severity": "critical"], ["a-critical"]),
            (["team": "a", "site": "x"], ["a"]),
            (["team": "b", "severity": "critical"], ["all-critical", "b"]),
            (["team": "b"], ["b"]),
            (["team": "c", "severity": "critical"], ["all-critical", "rest", "c"]),
            (["team": "c", "missing": "here"], ["c"]),
            (["missing": "here"], ["root"]),
            ([:], ["rest"]),
        ] as [(Labels, [String])]
    )
    func alertEndsAtTheNodesOfAlertmanager(labels: Labels, receivers: [String]) {
        #expect(Self.tree.match(labels).map(\.route.receiver) == receivers)
    }

    @Test func groupLabelsAreThoseThatAreNamedAndThere() {
        let labels: Labels = ["alertname": "R", "team": "a", "vdn": "1"]
        #expect(
            Route.root("r", groupBy: .labels(["vdn", "alertname", "none"])).groupLabels(of: labels) == [
                "alertname": "R", "vdn": "1",
            ]
        )
        #expect(Route.root("r", groupBy: .labels([])).groupLabels(of: labels) == [:])
        #expect(Route.root("r", groupBy: .all).groupLabels(of: labels) == labels)
    }

    @Test func groupKeyIsAlertmanagers() throws {
        let route = Route.root(
            "ops",
            groupWait: .zero,
            [
                .child(
                    [Matcher("source", equals: "s"), Matcher("innoId", equals: "1")],
                    groupBy: .labels(["vdn", "innoId"]),
                    groupWait: .zero
                )
            ]
        )
        var bench = try EngineBench(.of([.backlog], route: route))
        bench.poll(0, [1: 20])
        #expect(
            bench.notifications.first?.notification.groupKey
                == "{}/{innoId=\"1\",source=\"s\"}:{innoId=\"1\", vdn=\"1\"}"
        )
    }

    @Test func equalSiblingsAreGroupsOfTheirOwn() throws {
        let both = Matcher("source", equals: "s")
        let route = Route.root(
            "ops",
            [
                .child([both], receiver: "ops", groupWait: .zero, continues: true),
                .child([both], receiver: "ops", groupWait: .seconds(10)),
            ]
        )
        var bench = try EngineBench(.of([.backlog], route: route))
        bench.check = inconsistencies
        bench.poll(0, [1: 20])
        bench.pass(to: 20)
        #expect(bench.told == ["0 ops first notification: +1", "10 ops first notification: +1"])
        #expect(bench.complaints == [])
    }
}
