import Alerting
import Foundation
import Model

/// Incidents and the queue of their pages under time that is turned by hand; all that happens is a line.
struct LadderRun {
    var directory: OnCallDirectory
    private(set) var incidents: [Int64: Incident] = [:]
    private(set) var queue = PageQueue()
    private(set) var now: Int64 = 0
    /// As `60 1 step 2`, with the number of the incident, or `60 > ana phone 1 2`, with those that the page lists.
    private(set) var lines: [String] = []
    /// Whether everything goes through its stored form after each event.
    var restarts = false

    init(_ directory: OnCallDirectory) {
        self.directory = directory
    }

    private var time: Timestamp { Timestamp(milliseconds: now * 1000) }

    private var nextDeadline: Timestamp? {
        let deadlines = incidents.values.map(\.nextDeadline) + [queue.nextDeadline(of: incidents.values)]
        return deadlines.compactMap { $0 }.min()
    }

    /// Lets time pass up to and at `seconds`; what is due is handled at its moment.
    mutating func pass(to seconds: Int64) throws {
        while let deadline = nextDeadline, deadline.milliseconds <= seconds * 1000 {
            now = max(now, deadline.milliseconds / 1000)
            try settle()
        }
        now = max(now, seconds)
    }

    /// Lets time pass without looking, as when the daemon is down.
    mutating func sleep(to seconds: Int64) throws {
        now = max(now, seconds)
        try settle()
    }

    mutating func open(_ number: Int64, policy: String = "p", urgency: Urgency = .high) throws {
        incidents[number] = Incident(number: number, policy: policy, urgency: urgency, at: time)
        try settle()
    }

    /// Does something with an incident.
    mutating func act(
        _ number: Int64,
        _ action: (inout Incident, OnCallDirectory, Timestamp) -> [Incident.Happening]
    ) throws {
        guard var incident = incidents[number] else { preconditionFailure("no incident \(number)") }
        note(action(&incident, directory, time), of: number)
        incidents[number] = incident
        try settle()
    }

    mutating func acknowledge(_ number: Int64, as person: String? = "ana", snooze: TimeSpan? = nil) throws {
        try act(number) { $0.acknowledge(as: person, snooze: snooze, by: $1, at: $2) }
    }

    mutating func resolve(_ number: Int64) throws {
        try act(number) { incident, _, now in incident.resolve(at: now) }
    }

    /// Handles what is due, and goes through the stored form if asked to.
    private mutating func settle() throws {
        let time = time
        for number in incidents.keys.sorted() {
            let happenings = incidents[number]?.advance(by: directory, at: time) ?? []
            note(happenings, of: number)
        }
        for page in queue.take(from: &incidents, at: time) {
            let numbers = page.incidents.map(String.init).joined(separator: " ")
            lines.append("\(now) > \(page.contact.person) \(page.contact.method) \(numbers)")
        }
        guard restarts else { return }
        incidents = try JSONDecoder().decode([Int64: Incident].self, from: JSONEncoder().encode(incidents))
        queue = PageQueue(lastTold: queue.lastTold)
    }

    private mutating func note(_ happenings: [Incident.Happening], of number: Int64) {
        lines += happenings.map { "\(now) \(number) \($0.text)" }
    }
}
