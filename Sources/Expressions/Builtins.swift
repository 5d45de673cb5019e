import Model

/// A function of the rule language: its forms, as documentation and checker know them.
package struct Builtin: Sendable {
    /// One way to call it.
    package struct Form: Sendable {
        /// How it is written, with `x` for a number, `c` for a condition, `L` for labels and `D`, `E` for durations.
        package let signature: String
        /// What it gives, one sentence.
        package let doc: String
        let shape: Shape
    }

    /// What a form goes over.
    enum Shape: Sendable {
        /// The values of one series at one poll.
        case values(ValueFunction)
        /// The members of a group: `by`.
        case members
        /// The samples of a window: `over`.
        case samples
        /// The sample before this one.
        case previousSample
    }

    /// Its name.
    package let name: String
    /// Its forms.
    package let forms: [Form]

    /// The function over the values of one series at one poll, nil when it has no such form.
    var valueFunction: ValueFunction? {
        for form in forms {
            if case .values(let function) = form.shape { return function }
        }
        return nil
    }

    /// Whether it cannot stand without `by` or `over`.
    var isAggregate: Bool {
        forms.allSatisfy { form in
            switch form.shape {
            case .members, .samples: true
            case .values, .previousSample: false
            }
        }
    }

    /// The function over the members of a group, nil when it has no such form.
    ///
    /// - Parameter level: what a quantile is asked for.
    func groupFunction(level: Double) -> GroupFunction? {
        switch name {
        case "all": .all
        case "any": .any
        case "avg": .avg
        case "count": .count
        case "max": .max
        case "min": .min
        case "quantile": .quantile(level)
        case "stddev": .stddev
        case "sum": .sum
        default: nil
        }
    }

    /// The function over the samples of a window, nil when it has no such form.
    ///
    /// - Parameters:
    ///   - level: what a quantile is asked for.
    ///   - ahead: how long after now a forecast is read.
    func windowFunction(level: Double, ahead: TimeSpan) -> WindowFunction? {
        switch name {
        case "avg": .avg
        case "change": .change
        case "count": .count
        case "forecast": .forecast(ahead)
        case "max": .max
        case "min": .min
        case "quantile": .quantile(level)
        case "share": .share
        case "slope": .slope
        case "stddev": .stddev
        case "sum": .sum
        default: nil
        }
    }

    /// Whether its calls have `in`.
    var looksAhead: Bool { name == "forecast" }
    /// Whether its first argument is a literal from 0 to 1.
    var hasLevel: Bool { name == "quantile" }

    /// The function of that name.
    static func named(_ name: String) -> Builtin? { table[name] }

    private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension Builtin {
    /// Every function, in order of their names.
    package static let all: [Builtin] = [
        Builtin(name: "abs", forms: [.values("abs(x)", "The value without its sign.", .abs)]),
        Builtin(name: "all", forms: [.members("all(c by L)", "Whether c holds for every member of the group.")]),
        Builtin(name: "any", forms: [.members("any(c by L)", "Whether c holds for at least one member of the group.")]),
        Builtin(
            name: "avg",
            forms: [
                .members("avg(x by L)", "The mean over the members of the group."),
                .samples("avg(x over D)", "The mean over the samples of the window."),
            ]
        ),
        Builtin(
            name: "change",
            forms: [.samples("change(x over D)", "The newest sample of the window minus its oldest.")]
        ),
        Builtin(
            name: "count",
            forms: [
                .members("count(c by L)", "How many members of the group satisfy c."),
                .samples("count(c over D)", "How many samples of the window satisfy c."),
            ]
        ),
        Builtin(
            name: "forecast",
            forms: [
                .samples("forecast(x over D in E)", "The least-squares line through the window, read E after now.")
            ]
        ),
        Builtin(
            name: "max",
            forms: [
                .values("max(x, y, ...)", "The greatest of the values.", .max),
                .members("max(x by L)", "The greatest value of the group."),
                .samples("max(x over D)", "The greatest sample of the window."),
            ]
        ),
        Builtin(
            name: "min",
            forms: [
                .values("min(x, y, ...)", "The least of the values.", .min),
                .members("min(x by L)", "The least value of the group."),
                .samples("min(x over D)", "The least sample of the window."),
            ]
        ),
        Builtin(
            name: "previous",
            forms: [
                Form(
                    signature: "previous(x)",
                    doc: "The value at the last poll before this one at which the element was seen.",
                    shape: .previousSample
                )
            ]
        ),
        Builtin(
            name: "quantile",
            forms: [
                .members("quantile(q, x by L)", "The value below which a part q of the group lies."),
                .samples("quantile(q, x over D)", "The value below which a part q of the window lies."),
            ]
        ),
        Builtin(
            name: "share",
            forms: [
                .samples("share(c over D)", "The part of the window's samples that satisfy c, of those that know it.")
            ]
        ),
        Builtin(
            name: "slope",
            forms: [.samples("slope(x over D)", "The least-squares slope over the window, per second.")]
        ),
        Builtin(
            name: "stddev",
            forms: [
                .members("stddev(x by L)", "The population's standard deviation over the group."),
                .samples("stddev(x over D)", "The population's standard deviation over the window."),
            ]
        ),
        Builtin(
            name: "sum",
            forms: [
                .members("sum(x by L)", "The sum over the members of the group."),
                .samples("sum(x over D)", "The sum over the samples of the window."),
            ]
        ),
    ]
}

extension Builtin.Form {
    fileprivate static func values(_ signature: String, _ doc: String, _ function: ValueFunction) -> Self {
        Self(signature: signature, doc: doc, shape: .values(function))
    }

    fileprivate static func members(_ signature: String, _ doc: String) -> Self {
        Self(signature: signature, doc: doc, shape: .members)
    }

    fileprivate static func samples(_ signature: String, _ doc: String) -> Self {
        Self(signature: signature, doc: doc, shape: .samples)
    }
}
