import Alerting
import Model
import TestSupport
import Testing

/// The way through the tree that is shown is the one that alerts take.
struct RouteTraceTests {
    @Test func theTraceEndsWhereAlertsEnd() {
        var generator = SeededGenerator(seed: 7)
        let names = ["a", "b", "c"]
        func route(below parent: String?, depth: Int) -> Route {
            let matchers =
                parent == nil
                ? []
                : names.filter { _ in Bool.random(using: &generator) }.prefix(2).map {
                    Matcher($0, equals: String(Int.random(in: 0...1, using: &generator)))
                }
            let path = Route.path(below: parent, matchers: Array(matchers))
            let count = depth == 0 ? 0 : Int.random(in: 0...3, using: &generator)
            let continues = Bool.random(using: &generator)
            let children = (0..<count).map { _ in route(below: path, depth: depth - 1) }
            return Route(path: path, matchers: Array(matchers), receiver: "r", continues: continues, routes: children)
        }
        for _ in 0..<300 {
            let root = route(below: nil, depth: 3)
            let labels = Labels(names.map { ($0, String(Int.random(in: 0...1, using: &generator))) })
            let trace = RouteTrace(labels, through: root)
            #expect(trace.ends.map(\.indices) == root.match(labels).map(\.indices))
            for step in trace.steps {
                if case .fails(let matcher) = step.verdict {
                    #expect(!matcher.matches(labels))
                } else if step.verdict != .notTried {
                    #expect(step.route.matchers.matches(labels))
                }
            }
        }
    }

    @Test func inhibitorsAreNamedWithTheValuesThatMustBeEqual() {
        let rule = InhibitRule(
            sourceMatchers: [Matcher("severity", equals: "critical")],
            targetMatchers: [Matcher("severity", equals: "warning")],
            equal: ["vdn", "absent"]
        )
        let found = rule.inhibitors(of: ["severity": "warning", "vdn": "170"])
        #expect(found?.map(\.description) == [#"severity="critical""#, #"vdn="170""#, #"absent="""#])
        #expect(rule.inhibitors(of: ["severity": "critical"]) == nil)
    }
}
