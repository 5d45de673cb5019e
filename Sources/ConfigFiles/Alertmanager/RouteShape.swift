import Alerting
import Diagnostics
import Model
import YAML

/// A node of the routing tree as it is written; what is absent is inherited.
struct WrittenRoute {
    var place: SourceRange
    var receiver: Name?
    var matchers: [Matcher]
    var groupBy: Route.GroupBy?
    var groupWait: TimeSpan?
    var groupInterval: TimeSpan?
    var repeatIntervals: [TimeSpan]?
    var continues: Bool
    var activeTimeIntervals: [Name]
    var muteTimeIntervals: [Name]
    var resolvesThroughSilence: Bool?
    var labels: Labels
    var escalation: Name?
    var routes: [WrittenRoute]

    /// What a node passes on to those below it.
    struct Inherited {
        var receiver: String
        var groupBy = Route.GroupBy.labels([])
        var groupWait = TimeSpan.seconds(30)
        var groupInterval = TimeSpan.minutes(5)
        var repeatIntervals = [TimeSpan.hours(4)]
        var resolvesThroughSilence = false
        var labels = Labels()
        var escalation: String?
    }

    /// The tree with this node as its root; nil without a receiver.
    ///
    /// A name that is of no interval is a mistake.
    func tree(_ intervals: TimeIntervalTable, _ diagnostics: inout [Diagnostic]) -> Route? {
        let root = node(below: nil, Inherited(receiver: receiver?.text ?? ""), intervals, &diagnostics)
        return receiver == nil ? nil : root
    }

    /// The receivers that this node and those below name.
    var receivers: [Name] {
        (receiver.map { [$0] } ?? []) + routes.flatMap(\.receivers)
    }

    /// The escalation policies that this node and those below name.
    var policies: [Name] {
        (escalation.map { [$0] } ?? []) + routes.flatMap(\.policies)
    }

    private func node(
        below parent: String?,
        _ inherited: Inherited,
        _ intervals: TimeIntervalTable,
        _ diagnostics: inout [Diagnostic]
    ) -> Route {
        let path = Route.path(below: parent, matchers: matchers)
        let own = Inherited(
            receiver: receiver?.text ?? inherited.receiver,
            groupBy: groupBy ?? inherited.groupBy,
            groupWait: groupWait ?? inherited.groupWait,
            groupInterval: groupInterval ?? inherited.groupInterval,
            repeatIntervals: repeatIntervals ?? inherited.repeatIntervals,
            resolvesThroughSilence: resolvesThroughSilence ?? inherited.resolvesThroughSilence,
            labels: inherited.labels.overlaid(with: labels),
            escalation: escalation?.text ?? inherited.escalation
        )
        return Route(
            path: path,
            matchers: matchers,
            receiver: own.receiver,
            groupBy: own.groupBy,
            groupWait: own.groupWait,
            groupInterval: own.groupInterval,
            repeatIntervals: own.repeatIntervals,
            continues: continues,
            // As in Alertmanager these are not inherited: a node may have to tell when its parent is quiet.
            hours: ActiveHours(
                active: intervals.intervals(named: activeTimeIntervals, &diagnostics),
                muted: intervals.intervals(named: muteTimeIntervals, &diagnostics)
            ),
            resolvesThroughSilence: own.resolvesThroughSilence,
            labels: own.labels,
            escalation: own.escalation,
            routes: routes.map { $0.node(below: path, own, intervals, &diagnostics) }
        )
    }
}

extension Shape where Value == WrittenRoute {
    /// A node of `route`, with Alertmanager's keys.
    static func route(isRoot: Bool = false) -> Shape {
        .mapping(isRoot ? "the root route" : "a route") { reader in
            let receiver = isRoot ? reader.required("receiver", .name) : reader.optional("receiver", .name)
            let matchers = reader.optional("matchers", .matcherList) ?? []
            let match = reader.optional("match", .match(.equal)) ?? []
            let matchRE = reader.optional("match_re", .match(.matches)) ?? []
            let groupBy = reader.optional("group_by", .groupBy)
            let groupWait = reader.optional("group_wait", .duration())
            let groupInterval = reader.optional("group_interval", .positiveDuration)
            let repeatIntervals = reader.optional("repeat_interval", .repeatIntervals)
            let continues = reader.optional("continue", .bool) ?? false
            let routes = reader.optional("routes", .list(of: .route())) ?? []
            let activeTimeIntervals = reader.optional("active_time_intervals", .list(of: .name)) ?? []
            let muteTimeIntervals = reader.optional("mute_time_intervals", .list(of: .name)) ?? []
            let resolvesThroughSilence = reader.optional("resolve_through_silence", .bool)
            let labels = reader.optional("labels", .labels(reserved: [])) ?? [:]
            let escalation = reader.optional("escalation", .name)
            if isRoot {
                let conditions = [
                    ("matchers", !matchers.isEmpty), ("match", !match.isEmpty), ("match_re", !matchRE.isEmpty),
                    ("continue", continues), ("active_time_intervals", !activeTimeIntervals.isEmpty),
                    ("mute_time_intervals", !muteTimeIntervals.isEmpty),
                ]
                for (key, isGiven) in conditions where isGiven {
                    if let key = reader.key(key) { reader.report(.rootRouteCondition(key)) }
                }
            }
            return WrittenRoute(
                place: reader.range,
                receiver: receiver,
                matchers: match + matchRE + matchers,
                groupBy: groupBy,
                groupWait: groupWait,
                groupInterval: groupInterval,
                repeatIntervals: repeatIntervals,
                continues: continues,
                activeTimeIntervals: activeTimeIntervals,
                muteTimeIntervals: muteTimeIntervals,
                resolvesThroughSilence: resolvesThroughSilence,
                labels: labels,
                escalation: escalation,
                routes: routes
            )
        }
    }
}

extension Shape where Value == [TimeSpan] {
    /// One duration for every repetition, or those of the first, the second and so on.
    fileprivate static var repeatIntervals: Shape {
        .either(
            "a duration or a list of durations",
            scalar: Shape<TimeSpan>.positiveDuration.map { [$0] },
            list: .list(of: .positiveDuration, isEmptyAllowed: false)
        )
    }
}

extension Shape where Value == [Matcher] {
    /// Alertmanager's list of matchers: each item one, or several with commas, in braces or not.
    static var matcherList: Shape { matcherList(isEmptyAllowed: true) }

    /// The same list, which may have to have an item.
    static func matcherList(isEmptyAllowed: Bool) -> Shape {
        let item = Shape.scalar("matchers", example: #"team="voice""#) { scalar, _, diagnostics in
            MatcherItem.split(scalar.text.text).compactMap { item in
                do throws(Matcher.NotationMistake) {
                    return try Matcher(parsing: item.text)
                } catch {
                    let offsets = error.offsets.lowerBound + item.offset..<error.offsets.upperBound + item.offset
                    diagnostics.append(.badMatcher(error, at: scalar.text.range(of: offsets), in: scalar))
                    return nil
                }
            }
        }
        return Shape<[[Matcher]]>.list(of: item, isEmptyAllowed: isEmptyAllowed).map { $0.flatMap { $0 } }
    }

    /// Alertmanager's older form, a mapping of labels to values or patterns.
    static func match(_ comparison: Matcher.Operator) -> Shape {
        let table = Shape<[TableEntry<Node.Scalar>]>.table(of: .scalar)
        return Shape("a mapping", example: "{ team: voice }") { node, subject, diagnostics in
            table.read(node, as: subject, into: &diagnostics)?.compactMap { entry in
                do throws(Pattern.Mistake) {
                    return try Matcher(entry.name.value, comparison, entry.value.text.text)
                } catch {
                    diagnostics.append(.badPattern(error, entry.value))
                    return nil
                }
            }
        }
    }
}

/// One of several matchers in a text.
private struct MatcherItem {
    /// The matcher.
    var text: String
    /// Where it begins, in Unicode scalars.
    var offset: Int

    /// The matchers of `text`, which may stand in braces; a comma may stand behind the last.
    static func split(_ text: String) -> [MatcherItem] {
        var scalars = Array(text.unicodeScalars)[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        if scalars.first == "{", scalars.last == "}", scalars.count > 1 { scalars = scalars.dropFirst().dropLast() }
        var items: [MatcherItem] = []
        var start = scalars.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in scalars.indices {
            switch scalars[index] {
            case _ where isEscaped: isEscaped = false
            case "\\": isEscaped = isQuoted
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                items.append(MatcherItem(scalars[start..<index]))
                start = index + 1
            default: break
            }
        }
        let rest = scalars[start...]
        let isTrailingComma = !items.isEmpty && rest.allSatisfy(\.properties.isWhitespace)
        if !isTrailingComma { items.append(MatcherItem(rest)) }
        return items
    }

    private init(_ scalars: ArraySlice<Unicode.Scalar>) {
        text = String(String.UnicodeScalarView(scalars))
        offset = scalars.startIndex
    }
}

extension Shape where Value == Route.GroupBy {
    /// A list of labels, each once, or `...` alone for all labels.
    static var groupBy: Shape {
        let list = Shape<[Name]>.list(of: .name)
        return Shape("a list of labels", example: "[alertname, vdn]") { node, subject, diagnostics in
            guard let names = list.read(node, as: subject, into: &diagnostics) else { return nil }
            if names.count == 1, names[0].text == "..." { return .all }
            var seen: [String: Name] = [:]
            for name in names {
                if name.text == "..." {
                    diagnostics.append(.groupByAllAndMore(at: name.range))
                } else if let first = seen[name.text] {
                    diagnostics.append(.duplicateGroupBy(name, first: first))
                } else {
                    seen[name.text] = name
                }
            }
            return .labels(names.map(\.text))
        }
    }
}
