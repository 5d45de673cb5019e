package import Diagnostics
import Model

/// How many members of each group satisfy a condition, and how many do not.
package struct MemberCounts: Sendable {
    /// Whether all members satisfy it: the condition that is about the group.
    package let all: Condition
    /// The number of members that satisfy it; unknown where nothing is known of any member.
    package let satisfying: Number
    /// The number of members that do not; unknown where nothing is known of any member.
    package let failing: Number
}

extension Condition {
    /// The members of each group `by` labels that satisfy it; nil when its own groups do not have all these labels.
    ///
    /// Each of its own elements counts once: series, or groups of which several make one of these.
    package func members(by labels: [Located<String>], diagnostics: inout [Diagnostic]) -> MemberCounts? {
        let groups = GroupLabels(labels.map(\.value))
        if case .group(let finer) = grain, !finer.contains(groups) {
            let strange = labels.first { !finer.contains(GroupLabels([$0.value])) }
            diagnostics.append(.groupLabelsNotAmong(groups, finer, at: strange?.range ?? source.range))
            return nil
        }
        // The same condition in words, so that whoever takes it apart finds what the graph has.
        let whole = syntax.excerpt.bounds
        let names = groups.names.map { ExpressionSyntax.Label(name: $0, range: whole) }
        let call = ExpressionSyntax.Call(function: "all", arguments: [syntax.root], labels: names)
        let node = ExpressionSyntax.Node(kind: .call(call), range: whole, place: whole)
        var graph = graph
        let all = graph.append(.group(.all, root, groups))
        let satisfying = graph.append(.group(.count, root, groups))
        let failing = graph.append(.group(.count, graph.append(.not(root)), groups))
        let count = NumberType(unit: .plain)
        return MemberCounts(
            all: Condition(
                source: source,
                leftSide: nil,
                grain: .group(groups),
                syntax: ExpressionSyntax(excerpt: syntax.excerpt, nodes: syntax.nodes + [node]),
                scope: scope,
                graph: graph,
                root: all
            ),
            satisfying: Number(count, .group(groups), graph, root: satisfying),
            failing: Number(count, .group(groups), graph, root: failing)
        )
    }
}
