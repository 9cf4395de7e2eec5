import Foundation
import Testing

/// The console samples of the README, run as they stand there.
@Suite struct ReadmeTests {
    /// A command and what the README says it writes.
    struct Sample: CustomTestStringConvertible {
        let arguments: [String]
        var lines: [String] = []

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let samples: [Sample] = {
        let url = Fixtures.repository.appendingPathComponent("README.md")
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        var samples: [Sample] = []
        var isOpen = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("    $ imagescan ") {
                samples.append(Sample(arguments: line.split(separator: " ").dropFirst(2).map(String.init)))
                isOpen = true
            } else if isOpen, line.isEmpty || line.hasPrefix("    ") {
                samples[samples.count - 1].lines.append(String(line.dropFirst(4)))
            } else {
                isOpen = false
            }
        }
        return samples
    }()

    @Test func areThere() { #expect(ReadmeTests.samples.count >= 7) }

    @Test(arguments: samples) func writeWhatTheReadmeSays(_ sample: Sample) async throws {
        var program = Program()
        program.folder = Fixtures.repository
        let outcome = try await program.run(sample.arguments)
        var rest = (outcome.text + outcome.message).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)[...]
        while rest.last == "" { rest.removeLast() }
        var expected = sample.lines
        while expected.last == "" { expected.removeLast() }
        // A line of three dots stands for any number of lines that are left out.
        var skips = false
        for (index, line) in expected.enumerated() {
            if line == "..." {
                skips = true
                continue
            }
            let found = skips ? rest.firstIndex(of: line) : rest.first == line ? rest.startIndex : nil
            guard let found else {
                Issue.record("line \(index + 1) is not written: \(line)\nbut: \(rest.first ?? "(no line)")")
                return
            }
            rest = rest[(found + 1)...]
            skips = false
        }
        #expect(skips || rest.isEmpty, "more is written: \(rest.first ?? "")")
    }
}
