import Testing

@testable import ImageLedger
@testable import ImageReading

/// What no engine can unpack is no valid archive, however right its digests are.
struct UnpackableLayerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func validation(_ layers: [TarBuilder]) async throws -> ImageValidation {
        let path = try folder.write(ImageBuilder(layers: layers.map(\.archive)).archive(.ociArchive), to: "a.tar")
        let validator = ImageValidator()
        return try await validator.validate(ImageArchive(path: path, options: validator.options))
    }

    @Test func aHardLinkToWhatTheLayerDeletedFirst() async throws {
        var below = TarBuilder()
        below.add("opt/orig", "text")
        var above = TarBuilder()
        above.add("opt/.wh.orig", "")
        above.add("opt/new", type: "1", link: "opt/orig")
        let result = try await validation([below, above])
        #expect(!result.isValid)
        #expect(result.checks.compactMap(\.failure).map(\.path) == ["/opt/new"])
        #expect(result.checks.compactMap(\.failure).map(\.layer) == ["1"])
        #expect(try await validation([below]).isValid)
    }

    @Test func aWhiteoutWithContentsIsARemark() async throws {
        var below = TarBuilder()
        below.add("opt/orig", "text")
        var above = TarBuilder()
        above.add("opt/.wh.orig", "more")
        let result = try await validation([below, above])
        #expect(result.isValid && result.diagnostics.map(\.code) == [.whiteoutKind])
    }
}
