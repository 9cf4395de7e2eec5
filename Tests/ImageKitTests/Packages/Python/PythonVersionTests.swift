import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonVersionTests {
    @Test(arguments: [
        ("1.0", "1.0"), ("v1.0.0", "1.0.0"), (" 1!2.3-ALPHA.4_post5+Ab-01\n", "1!2.3a4.post5+ab.1"),
        ("1.0-7", "1.0.post7"),
        ("2014.10.3.dev", "2014.10.3.dev0"), ("1.0c", "1.0rc0"), ("1.012345678901234567890123456789012345678901", ""),
    ])
    func writesTheCanonicalText(text: String, expected: String) throws {
        let version = try #require(PythonVersion(text))
        #expect(version.description == (expected.isEmpty ? "1.12345678901234567890123456789012345678901" : expected))
    }

    @Test(arguments: ["", "unknown", "1.0-custom", "1..0", "1.0+", "1.0 a1", "a1", "1.0.post1.post2", "!1"])
    func refusesWhatIsNoVersion(text: String) {
        #expect(PythonVersion(text) == nil)
    }

    @Test func takesTrailingZerosForEqual() throws {
        let short = try #require(PythonVersion("1"))
        let long = try #require(PythonVersion("1.0.0"))
        #expect(short == long)
        #expect(Set([short, long]).count == 1)
        #expect(!(short < long) && !(long < short))
    }
}

@Suite(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
struct PythonVersionVectorTests {
    let vectors: VersionVectors

    init() throws { vectors = try VersionVectors("pep440-versions.json") }

    @Test func ordersVersions() throws {
        let versions = try vectors.list("versions_in_order").map { try #require(PythonVersion($0)) }
        for (left, one) in versions.enumerated() {
            for (right, other) in versions.enumerated() {
                #expect((one < other) == (left < right), "\(one) and \(other)")
                #expect((one == other) == (left == right), "\(one) and \(other)")
            }
        }
    }

    @Test func readsValidVersionsOnly() throws {
        for text in try vectors.texts("test_valid_versions") + vectors.texts("test_version_hash") {
            #expect(PythonVersion(text) != nil, "\(text)")
        }
        let invalid = try vectors.texts("test_invalid_versions")
        for text in try invalid + vectors.texts("test_oversized_version_raises_valueerror") {
            #expect(PythonVersion(text) == nil, "\(text.prefix(40))")
        }
    }

    @Test(arguments: ["test_normalized_versions", "test_version_str_repr"])
    func writesTheCanonicalText(test: String) throws {
        for pair in try vectors.strings(test) {
            #expect(PythonVersion(pair[0])?.description == pair[1], "\(pair[0])")
        }
    }

    @Test func readsTheTextOfParts() throws {
        for pair in try vectors.strings("test_from_parts") {
            #expect(PythonVersion(pair[1]) != nil)
        }
    }

    @Test func splitsVersions() throws {
        try expect("test_version_public") { $0.publicVersion.description }
        try expect("test_version_base_version") { $0.baseVersion.description }
        try expect("test_version_epoch") { Int($0.epoch.description) }
        try expect("test_version_release") { $0.release.compactMap { Int($0.description) } }
        try expect("test_version_local") { $0.local?.map(\.description).joined(separator: ".") }
        try expect("test_version_dev") { $0.developmentRelease.flatMap { Int($0.description) } }
        try expect("test_version_post") { $0.postRelease.flatMap { Int($0.description) } }
        try expect("test_version_is_prerelease") { $0.isPreRelease }
        try expect("test_version_is_devrelease") { $0.isDevelopmentRelease }
        try expect("test_version_is_postrelease") { $0.isPostRelease }
        for pair in try vectors.cases("test_version_pre") {
            let version = try #require((pair[0] as? String).flatMap { PythonVersion($0) })
            let expected = pair[1] as? [Any]
            #expect(version.preRelease?.phase.rawValue == expected?[0] as? String)
            #expect((version.preRelease?.number.description).flatMap { Int($0) } == expected?[1] as? Int)
        }
    }

    private func expect<Value: Equatable>(_ test: String, _ value: (PythonVersion) -> Value?) throws {
        for pair in try vectors.cases(test) {
            let version = try #require((pair[0] as? String).flatMap { PythonVersion($0) })
            #expect(value(version) == pair[1] as? Value, "\(test): \(version)")
        }
    }
}
