package import Diagnostics

/// An expression that is true, false or unknown.
package struct Condition: Sendable {
    /// What the user wrote.
    package let source: SourceText
    /// The left side of its first comparison, in reading order, outside every call, `let`s looked through.
    package internal(set) var leftSide: Number?
    /// What it has one value for.
    package let grain: Grain
    /// What the user wrote, taken apart.
    let syntax: ExpressionSyntax
    /// The names that it was written with.
    let scope: Scope
    let graph: ExpressionGraph
    let root: ExpressionGraph.Index

    /// The condition written as `text`; nil when it, or a `let` that it uses, has a mistake.
    ///
    /// Its own mistakes are added to `diagnostics`; those of the `let`s were told when `scope` was made.
    package static func compile(
        _ text: SourceText,
        in scope: Scope,
        diagnostics: inout [Diagnostic]
    ) -> Condition? {
        guard let syntax = Parser.parse(Excerpt(text), diagnostics: &diagnostics) else { return nil }
        var checker = Checker(scope)
        let checked = checker.check(syntax)
        diagnostics += checker.diagnostics
        switch checked.type {
        case .invalid: return nil
        case .number:
            diagnostics.append(.conditionExpected(at: syntax.excerpt.first))
            return nil
        case .condition where checked.grain == .constant:
            diagnostics.append(.constantCondition(at: syntax.excerpt.first))
            return nil
        case .condition:
            let leftSide = checked.leftSide.map { Number($0.type, $0.grain, checker.graph, root: $0.index) }
            return Condition(
                source: text,
                leftSide: leftSide,
                grain: checked.grain,
                syntax: syntax,
                scope: scope,
                graph: checker.graph,
                root: checked.index
            )
        }
    }

    /// What is wrong with it among the conditions of a rule whose first is about `grain`; nil when they agree.
    package func mistake(inRuleAbout grain: Grain) -> Diagnostic? {
        grain == self.grain ? nil : .grainMismatch(condition: self.grain, ofRule: grain, at: Excerpt(source).first)
    }

    /// What the user wrote, with one space wherever there is white space.
    package var text: String { source.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// `not` this condition: what ends an alert whose rule does not say it.
    package func negated() -> Condition {
        var graph = graph
        let root = graph.append(.not(root))
        return Condition(
            source: source,
            leftSide: leftSide,
            grain: grain,
            syntax: syntax,
            scope: scope,
            graph: graph,
            root: root
        )
    }

    /// Its value for one series, nil when unknown; the same as ``Machine`` finds for that row.
    ///
    /// What goes over groups and windows is unknown here: one reading does not tell it.
    package func evaluate(_ reading: Reading) -> Bool? {
        graph.truth(of: root, reading)
    }

    /// Tells the left side, if it goes beyond a reading's counters, which of `numbers` it is, and adds it there.
    package mutating func placeLeftSide(among numbers: inout [Number]) {
        leftSide?.place(among: &numbers)
    }
}
