import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading

/// Scores of vectors against those that other implementations, and FIRST's own calculator, give.
@Suite struct CVSSTests {
    @Test(arguments: [
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8), ("AV:L/AC:H/Au:M/C:N/I:N/A:N", 0), ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 10),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10), ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0),
        ("CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N", 4.2), ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", 5.5),
        ("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.3),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/E:A", 0),
    ])
    func scores(_ vector: String, _ score: Double) { #expect(CVSS(vector)?.score == score) }

    @Test(arguments: [
        "", "7.5", "CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "CVSS:5.0/AV:N",
        "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:S/VA:H/SC:N/SI:N/SA:N", "AV:N/AC:L/Au:N/C:N/I:N",
    ])
    func refusesWhatIsNoVector(_ text: String) { #expect(CVSS(text) == nil) }

    /// The first number behind a vector: the base score, and with version 4 the only one.
    private static func pairs(_ file: String) throws -> [(vector: String, score: Double)] {
        let text = try String(contentsOf: SharedData.url("advisories/2026-11/cvss/\(file)"), encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: { " \t(),".contains($0) }).map(String.init).filter { $0 != "-" }
            guard line.first != "#", words.count >= 2, words[0].contains("/"), let score = Double(words[1]) else {
                return nil
            }
            return (words[0], abs(score))
        }
    }

    @Test(
        .enabled(if: SharedData.isAvailable, "\(SharedData.comment)"),
        arguments: [
            "claircore.v2_score.list", "claircore.v30_score.list", "claircore.v31_score.list",
            "claircore.v4_score.list",
            "redhat.vectors_calculator2", "redhat.vectors_calculator3", "redhat.vectors_cvsslib2",
            "redhat.vectors_cvsslib3",
            "redhat.vectors_security4", "redhat.vectors_simple2", "redhat.vectors_simple3", "redhat.vectors_simple31",
            "redhat.vectors_simple4", "redhat.vectors_supplemental4", "redhat.vectors_threat4",
        ])
    func scoresAsOthersDo(_ file: String) throws {
        // claircore scores temporal and environmental metrics too; base scores are what is compared.
        let scoresBase = !file.hasPrefix("claircore") || file.contains("v4")
        let pairs = try CVSSTests.pairs(file).filter { pair in
            scoresBase || !["/E:", "/RL:", "/CR:"].contains { pair.vector.contains($0) }
        }
        #expect(pairs.count > 1)
        let wrong = pairs.filter { CVSS($0.vector)?.score != $0.score }
        #expect(
            wrong.isEmpty,
            "\(wrong.count) of \(pairs.count), first \(wrong.first.map { "\($0.vector) \($0.score) \(String(describing: CVSS($0.vector)?.score))" } ?? "")"
        )
    }
}
