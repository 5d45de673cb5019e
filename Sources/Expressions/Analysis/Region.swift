/// The worlds in which something is so: all those in some cells.
///
/// Like a cell it holds at least the worlds it stands for. With too many cells it becomes one around them all.
struct Region: Sendable {
    private static let maximumCells = 16

    private(set) var cells: [Cell]

    /// No world.
    static let nowhere = Region([])
    /// Every world.
    static let everywhere = Region([.universe])

    /// The worlds in `cells`.
    init(_ cells: [Cell]) {
        guard cells.count > Self.maximumCells else {
            self.cells = cells
            return
        }
        let rest = cells.dropFirst()
        self.cells = [rest.reduce(cells[0]) { $0.hull($1) }]
    }

    /// Whether it is proven to hold no world.
    var isEmpty: Bool { cells.isEmpty }

    /// The worlds of one or the other.
    func union(_ other: Region) -> Region {
        if isEmpty { return other }
        return other.isEmpty ? self : Region(cells + other.cells)
    }
}
