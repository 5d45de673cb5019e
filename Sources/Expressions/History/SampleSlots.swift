import Model

/// The samples of a window: one array a poll, with a value or a word for each row, and one time for all of them.
///
/// The arrays of polls that left the window stay until the next poll comes, so that the last one can be taken back.
struct SampleSlots<Sample: Sendable>: Sendable {
    /// What stands in rows that had no sample.
    let filler: Sample
    /// The samples of each poll, oldest first.
    private(set) var slots: [[Sample]] = []
    /// The times of these polls.
    private(set) var times: [Timestamp] = []
    /// How many of the first slots left the window with the newest poll.
    private(set) var retired = 0
    /// The array of a poll that is forgotten, for the next one.
    private var spare: [Sample]?
    private var capacity = 0

    /// No samples.
    init(filler: Sample) {
        self.filler = filler
    }

    /// The slots within the window.
    var live: Range<Int> { retired..<slots.count }

    /// Forgets what left the window with the poll before; gives how many slots that were.
    mutating func settle() -> Int {
        let count = retired
        guard count > 0 else { return 0 }
        // Taken out of the list before it is written to, so that it is not copied.
        spare = slots[count - 1]
        slots.removeFirst(count)
        times.removeFirst(count)
        retired = 0
        return count
    }

    /// Lets go of the slots before `limit`.
    mutating func retire(before limit: Timestamp) {
        retired = times.firstIndex { $0 >= limit } ?? times.count
    }

    /// Makes room for so many rows in every slot.
    mutating func reserve(_ capacity: Int) {
        guard capacity > self.capacity else { return }
        let more = repeatElement(filler, count: capacity - self.capacity)
        for index in slots.indices { slots[index].append(contentsOf: more) }
        spare = nil
        self.capacity = capacity
    }

    /// Puts a slot for a poll at `time` behind the last; its samples are still to be written.
    mutating func append(at time: Timestamp) {
        slots.append(spare ?? Array(repeating: filler, count: capacity))
        spare = nil
        times.append(time)
    }

    /// Removes the newest slot and puts those back that left the window with it.
    mutating func takeBack() {
        // Its rows may be no elements after this; it is not used again.
        slots.removeLast()
        times.removeLast()
        retired = 0
    }

    /// The newest slot, to be written.
    mutating func withNewest(_ body: (UnsafeMutableBufferPointer<Sample>) -> Void) {
        slots[slots.count - 1].withUnsafeMutableBufferPointer { body($0) }
    }

    /// A slot, to be read and written; nothing else of the samples can be reached meanwhile.
    mutating func update(_ index: Int, _ body: (UnsafeMutableBufferPointer<Sample>, Self) -> Void) {
        var slot: [Sample] = []
        swap(&slot, &slots[index])
        slot.withUnsafeMutableBufferPointer { body($0, self) }
        swap(&slot, &slots[index])
    }

    /// How many bytes the samples take.
    var byteCount: Int { slots.reduce(0) { $0 + $1.count } * MemoryLayout<Sample>.stride }
}
