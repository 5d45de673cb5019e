import ContactCentre
// Full Foundation for files and base64.
import Foundation
import Model
import TestSupport

extension FuzzTarget {
    private static let line =
        #"{"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":170,"resultCode":"0100000","#
        + #""resultDesc":[{"innoId":2,"allCallCount":9,"queueCallCount":"4"},{"innoId":3,"longestWaitTime":null}],"missing":[4]}"#
    private static let failed =
        #"{"timestamp":"2014-10-07T07:45:15.5+02:00","ccId":"1","vdn":171.0,"error":"no answer","reason":"timeout","innoIds":[1,2]}"#
    /// A line of a recording, packed by gzip.
    private static let packed =
        "H4sIAAAAAAACAzWLMQvDIBQG9/yMbzbwDBbhrWbpnqmlQ9A3BIy2VbuE/PcmQ245OLgNdVml1Hl9gzGQNr2mnuxEls"
        + "2NiR5Q8P4ewFrhF9JhSwpfKS1Wl4McG2k6wZVHKR783LCklM91UPg0aeLmGF1uqYLN/tq7P7s+O8Z+AAAA"

    /// Recordings, packed or not: lines, answers, instants.
    static let recordings = FuzzTarget(
        name: "recordings",
        inputs: 6000,
        corpus: {
            [line, failed, "\(line)\n\n\(failed)\r\n\(line)\n"].map { Array($0.utf8) }
                + [Data(base64Encoded: packed).map { Array($0) } ?? []]
        },
        words: [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0041", "\\uD800", "null", "true", "\n", "{}", "[]",
            "\"timestamp\":",
            "\"ccId\":", "\"vdn\":", "\"resultCode\":", "\"resultDesc\":", "\"innoId\":", "\"innoIds\":",
            "\"missing\":",
            "\"error\":", "\"reason\":", "\"allCallCount\":", "\"queueCallCount\":", "0100000", "timeout", "connect",
            "2014-10-07T07:45:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z",
        ]
    ) { bytes in
        guard let polls = read(bytes, skipsBadLines: false), let all = read(bytes, skipsBadLines: true) else {
            return Verdict(complaint: "there is no room for files")
        }
        if !all.polls.starts(with: polls.polls.dropLast()) {
            return Verdict(complaint: "bad lines that are passed over change the polls before them")
        }
        if zip(all.polls, all.polls.dropFirst()).contains(where: { $0.time >= $1.time }) {
            return Verdict(complaint: "the polls are in no order")
        }
        let told = all.polls.filter { !$0.isEmpty }
        let written = told.flatMap { RecordedPollWriter.lines(of: $0) }
        guard let again = read(written, skipsBadLines: false) else {
            return Verdict(complaint: "there is no room for files")
        }
        if let failure = again.failure { return Verdict(complaint: "what is written cannot be read: \(failure)") }
        if again.polls.map(\.asWritten) != told.map(\.asWritten) {
            return Verdict(complaint: "what is written reads as other polls")
        }
        let problem = polls.failure.map { String($0.split(separator: ":").last ?? "") } ?? ""
        return Verdict(features: [problem, "\(min(3, all.polls.count)) polls"])
    }

    private static func read(_ bytes: [UInt8], skipsBadLines: Bool) -> (polls: [Poll], failure: String?)? {
        let file = FileManager.default.temporaryDirectory.appending(path: "callwatch-fuzz-\(getpid()).jsonl")
        do { try Data(bytes).write(to: file) } catch { return nil }
        defer { try? FileManager.default.removeItem(at: file) }
        var reader = RecordingReader(files: [file.path], source: "replay", skipBadLines: skipsBadLines)
        var polls: [Poll] = []
        do throws(RecordingError) {
            while let poll = try reader.next() { polls.append(poll) }
            return (polls, nil)
        } catch {
            return (polls, error.message)
        }
    }
}

extension Poll {
    /// Whether it is an answer with nothing in it, for which a recording has no place.
    fileprivate var isEmpty: Bool {
        guard case .snapshot(let snapshot) = result else { return false }
        return snapshot.count == 0 && missing.isEmpty
    }

    /// The poll without what a recording has no place for.
    fileprivate var asWritten: Poll {
        var poll = self
        poll.notNumbers = 0
        poll.names = nil
        poll.missing.sort()
        return poll
    }
}
