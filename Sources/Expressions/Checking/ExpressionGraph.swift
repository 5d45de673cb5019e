import Model

/// Expressions that were checked, as values over values.
///
/// Nodes lie in one array behind those they are made of, first those of the `let`s, which all expressions of a scope
/// share, then the expression's own. So a `let` used a hundred times is one value, and nothing here recurses.
struct ExpressionGraph: Sendable {
    /// A node's place: first the `let`s', then the own ones.
    typealias Index = Int

    /// What a node computes.
    enum Node: Sendable, Hashable {
        case constant(Double)
        case metric(Metric)
        case negate(Index)
        case arithmetic(Arithmetic, Index, Index)
        case call(ValueFunction, [Index])
        case compare(Comparison, Index, Index)
        case not(Index)
        case and(Index, Index)
        case or(Index, Index)
        /// A function over the members of a group: `by`.
        case group(GroupFunction, Index, GroupLabels)
        /// A function over the samples of a window: `over`.
        case window(WindowFunction, Index, TimeSpan)
        /// The value at the sample before this one.
        case previous(Index)

        /// What it is made of, in reading order.
        var operands: [Index] {
            switch self {
            case .constant, .metric: []
            case .negate(let operand), .not(let operand), .previous(let operand): [operand]
            case .group(_, let operand, _), .window(_, let operand, _): [operand]
            case .arithmetic(_, let left, let right), .compare(_, let left, let right): [left, right]
            case .and(let left, let right), .or(let left, let right): [left, right]
            case .call(_, let arguments): arguments
            }
        }
    }

    /// The nodes of the `let`s, one object for all expressions of a scope.
    final class Shared: Sendable {
        let nodes: [Node]

        init(_ nodes: [Node]) { self.nodes = nodes }
    }

    /// The `let`s' nodes.
    let shared: Shared
    private var own: [Node] = []

    /// A graph of the `let`s alone.
    init(shared: Shared) {
        self.shared = shared
    }

    /// How many nodes there are.
    var count: Int { shared.nodes.count + own.count }

    /// The node at `index`.
    subscript(index: Index) -> Node {
        index < shared.nodes.count ? shared.nodes[index] : own[index - shared.nodes.count]
    }

    /// Puts a node behind the others.
    mutating func append(_ node: Node) -> Index {
        own.append(node)
        return count - 1
    }

    /// All nodes, for the `let`s of a scope, whose graph starts empty.
    var nodes: [Node] { shared.nodes + own }

    /// Whether `root` needs more than the counters of one series at one poll.
    func goesBeyondReading(_ root: Index) -> Bool {
        order(of: root) { _ in false }.contains { index in
            switch self[index] {
            case .group, .window, .previous: true
            default: false
            }
        }
    }

    /// What `root` is made of and is not done yet, each node once and behind its operands, `root` last.
    func order(of root: Index, skipping isDone: (Index) -> Bool) -> [Index] {
        var order: [Index] = []
        var seen: Set<Index> = []
        var pending = [(index: root, isExpanded: false)]
        while let (index, isExpanded) = pending.popLast() {
            if isExpanded {
                order.append(index)
                continue
            }
            guard !isDone(index), seen.insert(index).inserted else { continue }
            pending.append((index, true))
            for operand in self[index].operands.reversed() { pending.append((operand, false)) }
        }
        return order
    }
}
