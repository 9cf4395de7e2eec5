import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Which files of a final image count as copied from an earlier stage.
@Suite struct StageCopiesTests {
    private func stages(
        _ history: [(String, hasLayer: Bool)], builder: [String] = ["RUN make"]
    ) async throws -> StageComparison {
        var tools = TarBuilder()
        tools.add("opt/app/small", "of the builder")
        tools.add("opt/app/large", String(repeating: "of the builder", count: 100))
        var configuration = ImageConfiguration()
        func steps(_ history: [(String, hasLayer: Bool)]) -> [ImageConfiguration.History] {
            history.map { text, hasLayer in
                var step = ImageConfiguration.History()
                step.createdBy = text
                step.emptyLayer = !hasLayer
                return step
            }
        }
        configuration.history = steps(history)
        var first = ImageConfiguration()
        first.history = steps(builder.map { ($0, true) })
        var options = ScanOptions()
        options.contentIdentity = .digest
        let analyzer = ImageAnalyzer(options: options)
        return StageComparison(
            from: try await analyzer.analyze(TestImage.image([tools.archive], configuration: first)),
            to: try await analyzer.analyze(
                TestImage.image([TarBuilder().archive, tools.archive], configuration: configuration)))
    }

    @Test(arguments: [
        ("COPY /opt /opt # buildkit", 2), ("/bin/sh -c #(nop) COPY dir:1 in /opt", 2), ("ADD x /opt # buildkit", 2),
        ("RUN /bin/sh -c apt-get install x # buildkit", 0), ("/bin/sh -c apt-get install x", 0),
        ("|1 A=b /bin/sh -c apt-get install x", 0), ("", 2), ("/bin/sh", 2),
    ])
    func countsWhatWasCopied(_ step: String, _ count: Int) async throws {
        let stages = try await stages([("ADD root / # buildkit", true), (step, true)])
        #expect(stages.copies.count == count)
        if count > 0 { #expect(stages.copies.map(\.to.string) == ["opt/app/large", "opt/app/small"]) }
    }

    @Test func saysWhatBothMayHaveFromTheBuildContext() async throws {
        let final = [("ADD root / # buildkit", true), ("COPY /opt /opt # buildkit", true)]
        let made = try await stages(final)
        #expect(made.ofContext.count == 0 && made.copiedWords == "2 files, 1.41 kB")
        let copied = try await stages(final, builder: ["COPY . /opt # buildkit"])
        #expect(copied.ofContext.count == 2 && copied.ofContext.size == copied.copiedSize)
        #expect(copied.copiedWords.contains("both may have from the build context"))
    }

    /// Both stages may begin with root file systems that share files.
    @Test(arguments: [
        ("ADD file:1 in / # buildkit", 0), ("# debian.sh --arch 'amd64' out/ 'bookworm'", 0), ("bazel build ...", 0),
        ("", 0),
        ("COPY / / # buildkit", 1),
    ])
    func aRootFileSystemIsNotCopied(_ step: String, _ count: Int) async throws {
        var root = TarBuilder()
        root.add("etc/same", "of the distribution")
        var configuration = ImageConfiguration()
        var first = ImageConfiguration.History()
        first.createdBy = step
        configuration.history = [first]
        var options = ScanOptions()
        options.contentIdentity = .digest
        let analyzer = ImageAnalyzer(options: options)
        let stages = StageComparison(
            from: try await analyzer.analyze(TestImage.image([TarBuilder().archive, root.archive])),
            to: try await analyzer.analyze(TestImage.image([root.archive], configuration: configuration)))
        #expect(stages.copies.count == count)
    }

    @Test func aCopyInALayerOfSeveralStepsCounts() async throws {
        let steps = [("ADD root /", true), ("/bin/sh -c #(nop) COPY dir:1 in /opt", false), ("/bin/sh -c make", true)]
        #expect(try await stages(steps).copies.count == 2)
    }

    @Test func aHistoryThatDoesNotFitTellsNothing() async throws {
        #expect(try await stages([("RUN make", true)]).copies.count == 2)
    }
}
