package import Diagnostics

/// Where the nodes of the routing tree stand in the files.
package struct RoutePlaces: Sendable {
    private let range: SourceRange
    private let children: [RoutePlaces]

    /// The places of `route` and what is below it.
    init(_ route: WrittenRoute) {
        range = route.place
        children = route.routes.map(RoutePlaces.init)
    }

    /// The place of the node that is reached by the index of each child on the way down.
    package subscript(indices: [Int]) -> SourceRange? {
        var node = self
        for index in indices {
            guard node.children.indices.contains(index) else { return nil }
            node = node.children[index]
        }
        return node.range
    }
}
