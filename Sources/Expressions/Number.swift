package import Diagnostics
package import Model

/// An expression that is a number or unknown.
package struct Number: Sendable {
    private let type: NumberType
    /// What it has one value for.
    package let grain: Grain
    let graph: ExpressionGraph
    let root: ExpressionGraph.Index
    /// Where a reading has it among what was computed; nil for what the counters tell.
    private var place: Int?

    init(_ type: NumberType, _ grain: Grain, _ graph: ExpressionGraph, root: ExpressionGraph.Index) {
        self.type = type
        self.grain = grain
        self.graph = graph
        self.root = root
    }

    /// What it measures; an expression of bare numbers only is a plain number.
    package var unit: MeasureUnit { type.effectiveUnit }

    /// Whether it is a ratio, which is printed in percent.
    package var isRatio: Bool { type.isRatio }

    /// The number written as `text`; nil when it, or a `let` that it uses, has a mistake.
    ///
    /// Its own mistakes are added to `diagnostics`; those of the `let`s were told when `scope` was made.
    package static func compile(_ text: SourceText, in scope: Scope, diagnostics: inout [Diagnostic]) -> Number? {
        guard let syntax = Parser.parse(Excerpt(text), diagnostics: &diagnostics) else { return nil }
        return Number(syntax, scope, diagnostics: &diagnostics)
    }

    /// The number that `syntax` is, if it has no mistake.
    init?(_ syntax: ExpressionSyntax, _ scope: Scope, diagnostics: inout [Diagnostic]) {
        var checker = Checker(scope)
        let checked = checker.check(syntax)
        diagnostics += checker.diagnostics
        switch checked.type {
        case .invalid: return nil
        case .condition:
            diagnostics.append(.numberExpected(at: syntax.excerpt.first))
            return nil
        case .number(let type): self.init(type, checked.grain, checker.graph, root: checked.index)
        }
    }

    /// Its value for one element, nil when unknown.
    ///
    /// What goes over groups and windows is known only if it was placed among what `reading` has computed.
    package func evaluate(_ reading: Reading) -> Double? {
        place.map { reading.computed($0) } ?? graph.number(of: root, reading)
    }

    /// Notes, if it goes beyond a reading's counters, which of `numbers` it is, and adds it there.
    package mutating func place(among numbers: inout [Number]) {
        guard graph.goesBeyondReading(root) else { return }
        place = numbers.count
        numbers.append(self)
    }

    /// How templates print a value of this expression: `12`, `2m 5s`, `12.5%`, `unknown`.
    package func text(_ value: Double?) -> String {
        NumberNotation.text(value, unit: unit, isRatio: isRatio)
    }
}
