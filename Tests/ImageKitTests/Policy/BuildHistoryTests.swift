import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The base image's steps are told apart from the image's own.
@Suite struct BuildHistoryTests {
    private static func analysis(_ steps: [(text: String, file: String?)]) async throws -> ImageAnalysis {
        var configuration = ImageConfiguration()
        configuration.history = steps.map { step in
            var history = ImageConfiguration.History()
            history.createdBy = step.text
            history.emptyLayer = step.file == nil
            return history
        }
        let tars = steps.compactMap(\.file).map { name in
            var tar = TarBuilder()
            tar.add(name, name)
            return tar.archive
        }
        return try await ImageAnalyzer().analyze(TestImage.image(tars, configuration: configuration))
    }

    private static let debian: [(text: String, file: String?)] = [
        ("/bin/sh -c #(nop) ADD file:x in /", "a"), ("/bin/sh -c #(nop)  CMD [\"bash\"]", nil),
    ]
    private static let python: [(text: String, file: String?)] =
        debian + [("ENV A=b", nil), ("RUN /bin/sh -c make # buildkit", "b"), ("CMD [\"python3\"]", nil)]
    private static let own: [(text: String, file: String?)] = [
        ("LABEL a=b", nil), ("RUN /bin/sh -c pip install x # buildkit", "c"), ("CMD [\"app\"]", nil),
    ]

    @Test func endsTheBaseAtItsDefaultCommand() async throws {
        let history = BuildHistory(
            of: try await BuildHistoryTests.analysis(BuildHistoryTests.python + BuildHistoryTests.own))
        #expect(history.basis == .defaultCommand && history.baseLayers == 2)
        #expect(history.ownSteps.map(\.instruction.keyword) == ["LABEL", "RUN", "CMD"])
        #expect(history.ownSteps.map(\.layer) == [nil, 2, nil])
    }

    @Test func trustsAGivenBase() async throws {
        let steps = BuildHistoryTests.debian + [("ENV A=b", nil), ("RUN make", "b")] + BuildHistoryTests.own
        let image = try await BuildHistoryTests.analysis(steps)
        let base = try await BuildHistoryTests.analysis(BuildHistoryTests.debian + [("ENV A=b", nil)])
        let history = BuildHistory(of: image, base: base)
        #expect(history.basis == .sharedLayers && history.baseLayers == 1)
        #expect(history.ownSteps.first?.instruction.text == "RUN make")
    }

    @Test func takesNoImageForABaseThatIsNotBelow() async throws {
        let image = try await BuildHistoryTests.analysis(BuildHistoryTests.python + BuildHistoryTests.own)
        let other = try await BuildHistoryTests.analysis([("RUN other", "z")])
        #expect(BuildHistory(of: image, base: other).basis == .defaultCommand)
    }

    /// A step that was appended under the same name went on from the image's own earlier build.
    @Test func takesNoEarlierBuildForTheBase() async throws {
        let tars = ["a", "b", "c"].map { name in
            var tar = TarBuilder()
            tar.add(name, name)
            return tar.archive
        }
        for (last, count) in [("test:latest", 1), ("docker.io/library/test", 1), ("localhost/test", 2)] {
            var configuration = ImageConfiguration()
            configuration.history = ["", "FROM docker.io/library/debian:12", "FROM \(last)"].map { comment in
                var step = ImageConfiguration.History()
                step.createdBy = "RUN make"
                step.comment = comment
                return step
            }
            let image = try TestImage.image(tars, configuration: configuration)
            #expect(BaseLayers(of: image).count == count, "\(last)")
        }
    }

    @Test func doesNotGuessWithoutADefaultCommand() async throws {
        let history = BuildHistory(
            of: try await BuildHistoryTests.analysis([("RUN a", "a"), ("RUN b", "b"), ("CMD c", nil)]))
        #expect(history.basis == .unknown && history.baseLayers == nil && history.ownSteps.count == 3)
        #expect(BuildHistory(of: try await BuildHistoryTests.analysis([])).steps.isEmpty)
    }
}
