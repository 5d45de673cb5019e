// What the tests of the store need another process for. It is no part of the product.
//
// storage-crash-writer count PATH       commits numbered effects until it is killed; a line for each commit that happened
// storage-crash-writer hold PATH        opens the store, says so, and keeps it until standard input ends
// storage-crash-writer open PATH        opens and closes the store, or prints why it could not
// storage-crash-writer fill PATH BALLAST    commits until the disk is full, removes BALLAST, commits once more

import Alerting
import Glibc
import Model
import Storage

/// Commit `number` of the sequence: one put, one new delivery, the settlement of the one before, one line of history.
func effects(_ number: Int64, padding: String) -> [Effect] {
    let now = Timestamp(milliseconds: number)
    let key = StateEntry.Key(.engine, "number")
    var effects: [Effect] = [
        .put(StateEntry(key: key, value: Array(String(number).utf8))),
        .enqueue(delivery(number, padding: padding)),
        .record(HistoryEntry(at: now, kind: .transition, fingerprint: nil, labels: [:], text: String(number))),
    ]
    if number > 1 {
        var former = delivery(number - 1, padding: padding)
        former.state = .delivered
        former.attempts = 1
        former.firstAttemptAt = now
        former.nextAttemptAt = nil
        former.settledAt = now
        effects.append(.settle(former))
    }
    return effects
}

/// The delivery that commit `number` puts in.
func delivery(_ number: Int64, padding: String) -> Delivery {
    let time = Timestamp(milliseconds: number)
    return Delivery(
        id: "delivery \(number)",
        sequence: number,
        messageID: "message \(number)",
        threadID: nil,
        receiver: "ops",
        integration: "webhook[0]",
        recipient: nil,
        notification: GroupNotification(
            receiver: "ops",
            groupKey: "{}",
            groupLabels: ["padding": padding],
            reason: .firstNotification,
            alerts: []
        ),
        createdAt: time,
        expiresAt: time + .hours(24)
    )
}

/// The number of the last commit in the store.
func lastNumber(_ store: AlertStore) throws(StorageError) -> Int64 {
    guard let entry = try store.load().first else { return 0 }
    return Int64(String(decoding: entry.value, as: UTF8.self)) ?? 0
}

/// Writes one line at once; nothing of it may wait in a buffer that dies with the process.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    guard write(STDOUT_FILENO, bytes, bytes.count) == bytes.count else { exit(2) }
}

/// Opens the store at `path` and does what `command` says with it.
func run(_ command: String, _ path: String, ballast: String?) throws(StorageError) {
    let store = try AlertStore.open(at: path)
    switch command {
    case "count":
        var number = try lastNumber(store)
        while true {
            number += 1
            try store.commit(effects(number, padding: ""))
            say(String(number))
        }
    case "hold":
        say("open")
        while readLine() != nil {}
    case "fill":
        guard let ballast else { exit(64) }
        try fill(store, path, ballast: ballast)
    case "open":
        break
    default:
        exit(64)
    }
    try store.close()
}

/// Commits until the disk is full, removes `ballast`, and commits once more.
func fill(_ store: AlertStore, _ path: String, ballast: String) throws(StorageError) {
    let padding = String(repeating: "x", count: 20_000)
    var number: Int64 = 0
    do {
        while true {
            try store.commit(effects(number + 1, padding: padding))
            number += 1
        }
    } catch {
        guard error == .full(path: path) else { throw error }
        say("full after \(number), stored \(try lastNumber(store))")
    }
    guard unlink(ballast) == 0 else { exit(2) }
    try store.commit(effects(number + 1, padding: padding))
    say("then stored \(try lastNumber(store))")
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else { exit(64) }
do {
    try run(arguments[1], arguments[2], ballast: arguments.dropFirst(3).first)
} catch {
    say("\(error)")
    exit(3)
}
