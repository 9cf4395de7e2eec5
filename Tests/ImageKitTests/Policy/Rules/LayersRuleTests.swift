import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct LayersRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.layer("ADD rootfs") { $0.add(file: "a") }
        image.step("CMD [\"sh\"]")
        image.layer("COPY b") { $0.add(file: "b") }
        image.layer("COPY c") { $0.add(file: "c") }
        return image
    }()

    @Test(arguments: [
        ("at-most: 3", true), ("at-most: 2", false), ("at-most: 2\nown: true", true), ("at-most: 1\nown: true", false),
    ])
    func countsLayers(yaml: String, holds: Bool) async throws {
        #expect(try await image.judge(LayersRule.self, yaml).verdict == (holds ? .pass : .fail))
    }

    @Test func hasNoDataWhereTheBaseIsNotKnown() async throws {
        var image = PolicyImage()
        image.layer("ADD rootfs") { $0.add(file: "a") }
        #expect(try await image.judge(LayersRule.self, "at-most: 1\nown: true").verdict == .noData)
    }
}
