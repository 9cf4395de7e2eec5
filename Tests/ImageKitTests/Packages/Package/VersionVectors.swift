import Foundation
import Testing

/// The cases of one file of version vectors: by the name of their test, each a list of arguments.
struct VersionVectors {
    private let tests: [String: Any]

    init(_ file: String) throws {
        let data = try SharedData.data("conformance/versions/\(file)")
        tests = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// The cases of a test, of all its parts where it has several; never empty.
    func cases(_ test: String) throws -> [[Any]] {
        let parts = try #require(tests[test] as? [[String: Any]] ?? (tests[test] as? [String: Any]).map { [$0] })
        let cases = parts.flatMap { $0["cases"] as? [Any] ?? [] }
        #expect(!cases.isEmpty)
        return cases.map { $0 as? [Any] ?? [$0] }
    }

    /// The cases of a test that are plain texts.
    func texts(_ test: String) throws -> [String] {
        try cases(test).map { try #require($0.first as? String) }
    }

    /// The cases of a test that are lists of texts.
    func strings(_ test: String) throws -> [[String]] {
        try cases(test).map { try #require($0 as? [String]) }
    }

    /// A list of texts that stands for itself.
    func list(_ name: String) throws -> [String] { try #require(tests[name] as? [String]) }
}
