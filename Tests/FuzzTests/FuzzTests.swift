// Full Foundation for files.
import Foundation
import TestSupport
import Testing

/// Whatever comes in through a door, the program goes on, keeps its promises, and does not take for ever.
///
/// A seed is a process of its own, so that a trap is reported with the input that led to it, made as small as can be.
@Suite(.serialized)
struct FuzzTests {
    @Test(arguments: Effort.blocks(short: 1, long: 40) as Range<UInt64>, FuzzTarget.all.map(\.name))
    func noInputDoesHarm(seed: UInt64, target: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "callwatch-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let job = FuzzJob(targetName: target, seed: seed, folder: folder.path)
        let end = await #expect(processExitsWith: .success, "target \(target), seed \(seed)") {
            [job = job as FuzzJob] in
            try job.work()
        }
        if end == nil {
            try await makeSmaller(job)
            Issue.record("target \(target), seed \(seed): the program ends at \(try shown(job.inputFile))")
        } else if let complaint = try? String(contentsOf: job.complaintFile, encoding: .utf8) {
            Issue.record("target \(target), seed \(seed): \(complaint)\nat \(try shown(job.inputFile))")
        }
    }

    /// Takes away from the input that ended the process what is not needed for that, one process a success.
    private func makeSmaller(_ job: FuzzJob) async throws {
        var job = job
        var size = try Data(contentsOf: job.inputFile).count
        job.smaller = FuzzJob.Smaller(chunk: max(1, size / 2), start: 0)
        for _ in 0..<100 {
            guard let state = job.smaller else { return }
            var isSmallest = false
            await withKnownIssue("a smaller input that ends the process too", isIntermittent: true) {
                let end = await #expect(processExitsWith: .success) {
                    [job = job as FuzzJob, state = state as FuzzJob.Smaller] in try job.makeSmaller(from: state)
                }
                isSmallest = end != nil
            }
            if isSmallest { return }
            let candidate = try Data(contentsOf: job.candidateFile)
            try candidate.write(to: job.inputFile)
            var next = try JSONDecoder().decode(FuzzJob.Smaller.self, from: Data(contentsOf: job.smallerFile))
            // What was taken away moved the rest to the front.
            next.start = max(0, next.start - (size - candidate.count))
            size = candidate.count
            job.smaller = next
        }
    }

    private func shown(_ file: URL) throws -> String {
        let data = try Data(contentsOf: file)
        let text = String(decoding: data, as: UTF8.self).debugDescription
        return Array(text.utf8).count == data.count + 2 ? text : "\(text), in base64 \(data.base64EncodedString())"
    }
}
