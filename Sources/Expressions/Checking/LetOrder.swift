/// The order in which `let`s can be worked off, and the cycles among them.
enum LetOrder {
    /// The strongly connected components of a graph, each behind those it depends on (Tarjan's algorithm).
    ///
    /// `dependencies` has the nodes that each node depends on. A component of more than one node is a cycle, and so is
    /// a node that depends on itself. Without recursion: a chain of `let`s may be as long as a file.
    static func components(of dependencies: [[Int]]) -> [[Int]] {
        var components: [[Int]] = []
        var number = [Int?](repeating: nil, count: dependencies.count)
        var lowest = [Int](repeating: 0, count: dependencies.count)
        var isOpen = [Bool](repeating: false, count: dependencies.count)
        var open: [Int] = []
        var count = 0

        for root in dependencies.indices where number[root] == nil {
            var path = [(node: root, next: 0)]
            while let (node, next) = path.last {
                if next == 0 {
                    number[node] = count
                    lowest[node] = count
                    count += 1
                    open.append(node)
                    isOpen[node] = true
                }
                if next < dependencies[node].count {
                    path[path.count - 1].next += 1
                    let other = dependencies[node][next]
                    if let seen = number[other] {
                        if isOpen[other] { lowest[node] = min(lowest[node], seen) }
                    } else {
                        path.append((other, 0))
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last?.node { lowest[parent] = min(lowest[parent], lowest[node]) }
                guard lowest[node] == number[node] else { continue }
                var component: [Int] = []
                repeat {
                    let member = open.removeLast()
                    isOpen[member] = false
                    component.append(member)
                } while component.last != node
                components.append(component.sorted())
            }
        }
        return components
    }

    /// The shortest way from the first node of `component` back to it, both ends included; nil when there is none.
    static func cycle(in component: [Int], _ dependencies: [[Int]]) -> [Int]? {
        guard let first = component.first else { return nil }
        let members = Set(component)
        var cameFrom: [Int: Int] = [:]
        var pending = [first]
        var position = 0
        while position < pending.count {
            let node = pending[position]
            position += 1
            for other in dependencies[node].sorted() where members.contains(other) && cameFrom[other] == nil {
                cameFrom[other] = node
                pending.append(other)
            }
        }
        guard var node = cameFrom[first] else { return nil }
        var path = [first]
        while node != first {
            path.append(node)
            node = cameFrom[node] ?? first
        }
        path.append(first)
        return path.reversed()
    }
}
