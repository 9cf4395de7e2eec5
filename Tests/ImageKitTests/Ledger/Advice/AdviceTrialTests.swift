import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Every kind of advice is taken once: the image is made again as the change says, and what that saves is what was promised.
@Suite struct AdviceTrialTests {
    /// One step of a Dockerfile: the instruction, and what its layer holds.
    private struct Step {
        let instruction: String
        let hasLayer: Bool
        let tar: TarBuilder

        init(_ instruction: String, _ fill: ((inout TarBuilder) -> Void)?) {
            self.instruction = instruction
            hasLayer = fill != nil
            var tar = TarBuilder()
            fill?(&tar)
            self.tar = tar
        }
    }

    private static func analysis(_ steps: [Step]) async throws -> ImageAnalysis {
        var configuration = ImageConfiguration()
        configuration.history = steps.map { step in
            var history = ImageConfiguration.History()
            history.createdBy = step.instruction
            history.emptyLayer = !step.hasLayer
            return history
        }
        var options = ScanOptions()
        options.booksBytes = true
        options.contentIdentity = .checksum
        return try await ImageAnalyzer(options: options).analyze(
            TestImage.image(steps.filter(\.hasLayer).map(\.tar.archive), configuration: configuration))
    }

    private static func contents(_ count: Int, _ byte: UInt8 = 1) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    private static func stanza(_ name: String, _ fields: String = "") -> String {
        "Package: \(name)\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\(fields)\n"
    }

    /// dpkg's and apt's databases for packages with one file each; those named automatic were not asked for.
    private static func packages(
        _ stanzas: [(name: String, fields: String)], automatic: [String], in tar: inout TarBuilder
    ) {
        tar.add("var/lib/dpkg/status", stanzas.map { stanza($0.name, $0.fields) }.joined())
        tar.add(
            "var/lib/apt/extended_states",
            automatic.map { "Package: \($0)\nArchitecture: all\nAuto-Installed: 1\n\n" }.joined())
        for package in stanzas {
            tar.add("var/lib/dpkg/info/\(package.name).list", "/.\n/usr/lib/\(package.name)/lib\n")
            tar.add("usr/lib/\(package.name)/lib", contents: contents(40_000))
        }
    }

    /// The kinds, each with an image and the same image after the change.
    private static func trial(_ kind: String) -> (before: [Step], after: [Step])? {
        let base = Step("ADD root / # buildkit") { $0.add("etc/base", contents: contents(1000)) }
        func leftIn(_ path: String) -> ([Step], [Step]) {
            (
                [
                    base,
                    Step("RUN make") {
                        $0.add("app/a", contents: contents(9000)); $0.add(path, contents: contents(50_000))
                    },
                ],
                [base, Step("RUN make && rm") { $0.add("app/a", contents: contents(9000)) }]
            )
        }
        switch kind {
        case "apt-lists": return leftIn("var/lib/apt/lists/deb.debian.org_dists_bookworm_InRelease")
        case "apt-archives": return leftIn("var/cache/apt/archives/a_1_all.deb")
        case "pip-cache": return leftIn("root/.cache/pip/wheels/a.whl")
        case "package-caches": return leftIn("root/.npm/_cacache/a")
        case "version-control": return leftIn("app/.git/objects/pack/a.pack")
        case "temporary-files": return leftIn("tmp/a")
        case "database-backups": return leftIn("var/lib/dpkg/status-old")
        case "test-suites": return leftIn("usr/lib/python3/dist-packages/a/tests/test_a.py")
        case "documentation": return leftIn("usr/share/man/man1/a.1.gz")
        case "locales":
            // A package's own; dpkg leaves out what path-exclude names, and lists it all the same.
            func install(_ tar: inout TarBuilder) {
                tar.add("var/lib/dpkg/status", stanza("a"))
                tar.add(
                    "var/lib/dpkg/info/a.list", "/.\n/usr/share/locale/de/LC_MESSAGES/a.mo\n/usr/lib/a\n")
                tar.add("usr/lib/a", contents: contents(100))
            }
            return (
                [
                    base,
                    Step("RUN apt-get install a") {
                        install(&$0); $0.add("usr/share/locale/de/LC_MESSAGES/a.mo", contents: contents(50_000))
                    },
                ],
                [base, Step("RUN path-exclude && apt-get install a") { install(&$0) }]
            )
        case "debug-symbols": return leftIn("usr/lib/debug/.build-id/aa/a.debug")
        case "headers": return leftIn("usr/include/a.h")
        case "archives": return leftIn("app/dist/a-1-py3-none-any.whl")
        case "program-caches": return leftIn("root/.cache/mesa/a")
        case "byte-code-run": return leftIn("app/__pycache__/a.cpython-311.pyc")
        case "byte-code":
            func site(_ tar: inout TarBuilder) {
                tar.add("usr/lib/python3.11/site-packages/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
                tar.add(
                    "usr/lib/python3.11/site-packages/a-1.dist-info/RECORD",
                    "a/x.py,,\na/__pycache__/x.cpython-311.pyc,,\n")
                tar.add("usr/lib/python3.11/site-packages/a/x.py", contents: contents(100))
            }
            return (
                [
                    base,
                    Step("RUN pip install a") {
                        site(&$0);
                        $0.add(
                            "usr/lib/python3.11/site-packages/a/__pycache__/x.cpython-311.pyc",
                            contents: contents(50_000))
                    },
                ],
                [base, Step("RUN pip install --no-compile a") { site(&$0) }]
            )
        case "byte-code-system":
            func install(_ tar: inout TarBuilder) {
                tar.add("var/lib/dpkg/status", stanza("a"))
                tar.add("var/lib/dpkg/info/a.list", "/.\n/usr/lib/python3/dist-packages/a.py\n")
                tar.add("usr/lib/python3/dist-packages/a.py", contents: contents(100))
            }
            return (
                [
                    base,
                    Step("RUN apt-get install a") {
                        install(&$0);
                        $0.add(
                            "usr/lib/python3/dist-packages/__pycache__/a.cpython-311.pyc", contents: contents(50_000))
                    },
                ],
                [base, Step("RUN apt-get install a && find -delete") { install(&$0) }]
            )
        case "changed-modes":
            return (
                [
                    base, Step("COPY a /app") { $0.add("app/a", contents: contents(50_000)) },
                    Step("RUN chmod") { $0.add("app/a", contents: contents(50_000), mode: 0o755) },
                ],
                [
                    base, Step("COPY --chmod a /app") { $0.add("app/a", contents: contents(50_000), mode: 0o755) },
                    Step("RUN true") { _ in },
                ]
            )
        case "deleted-files":
            return (
                [
                    base, Step("RUN make") { $0.add("app/a", contents: contents(50_000)) },
                    Step("RUN rm") { $0.add("app/.wh.a") },
                ],
                [base, Step("RUN make && rm") { _ in }, Step("RUN true") { $0.add("app/.wh.a") }]
            )
        case "overwritten-files":
            return (
                [
                    base, Step("RUN one") { $0.add("app/a", contents: contents(50_000)) },
                    Step("RUN two") { $0.add("app/a", contents: contents(50_000, 2)) },
                ],
                [
                    base, Step("RUN one && two") { $0.add("app/a", contents: contents(50_000, 2)) },
                    Step("RUN true") { _ in },
                ]
            )
        case "upgraded-packages", "purged-packages":
            func files(_ version: String, _ tar: inout TarBuilder) {
                TestDatabase.add([("a", version, ["usr/bin/a"])], to: &tar)
                tar.add("usr/bin/a", contents: contents(50_000, version == "1" ? 1 : 2))
            }
            let second =
                kind == "upgraded-packages"
                ? Step("RUN apt-get upgrade") { files("2", &$0) }
                : Step("RUN apt-get purge") {
                    TestDatabase.add([], to: &$0); $0.add("usr/bin/.wh.a"); $0.add("var/lib/dpkg/info/.wh.a.list")
                }
            return (
                [base, Step("RUN apt-get install a") { files("1", &$0) }, second],
                [base, Step("RUN apt-get install a=2") { _ in }, second]
            )
        case "unneeded-packages":
            return (
                [base, Step("RUN apt-get") { packages([("a", ""), ("gone", "")], automatic: ["gone"], in: &$0) }],
                [base, Step("RUN apt-get && autoremove") { packages([("a", "")], automatic: [], in: &$0) }]
            )
        case "recommended-packages":
            return (
                [
                    base,
                    Step("RUN apt-get install a") {
                        packages([("a", "Recommends: extra\n"), ("extra", "")], automatic: ["extra"], in: &$0)
                    },
                ],
                [
                    base,
                    Step("RUN apt-get install --no-install-recommends a") {
                        packages([("a", "Recommends: extra\n")], automatic: [], in: &$0)
                    },
                ]
            )
        case "build-tools":
            return (
                [
                    base,
                    Step("RUN apt-get install a gcc") { packages([("a", ""), ("gcc", "")], automatic: [], in: &$0) },
                ],
                [base, Step("COPY --from=build") { packages([("a", "")], automatic: [], in: &$0) }]
            )
        case "base-image":
            let command = Step("CMD [\"sh\"]", nil)
            let own = Step("COPY a /app") { $0.add("app/a", contents: contents(9000)) }
            return (
                [
                    Step("ADD full /") {
                        $0.add("etc/base"); $0.add("usr/share/man/man1/a.1", contents: contents(50_000))
                    }, command, own,
                ],
                [Step("ADD slim /") { $0.add("etc/base") }, command, own]
            )
        default: return nil
        }
    }

    @Test(arguments: AdviceRules.all.map(\.kind) + [BaseImageAdvice().kind])
    func takesIt(_ kind: String) async throws {
        let (before, after) = try #require(AdviceTrialTests.trial(kind), "no trial of \(kind)")
        let image = try await AdviceTrialTests.analysis(before)
        let adviser = Adviser(image, ledger: try #require(image.ledger))
        let advice = try #require(adviser.advice.first { $0.kind == kind }, "\(adviser.advice.map(\.kind))")
        let saved = image.contentsSize - (try await AdviceTrialTests.analysis(after)).contentsSize
        let promised = advice.saving.contentsSize
        #expect(promised >= 40_000)
        // The databases of packages change a little with what is installed.
        switch advice.certainty {
        case .exact: #expect(abs(saved - promised) < 500, "saved \(saved), promised \(promised)")
        case .upperBound: #expect(saved <= promised + 500 && saved > 0, "saved \(saved), promised at most \(promised)")
        }
        #expect(!advice.change.isEmpty && !advice.title.isEmpty)
    }

    @Test func nothingThatPipsPackagesUseIsUnneeded() async throws {
        let image = try await AdviceTrialTests.analysis([
            Step("RUN apt-get") { tar in
                AdviceTrialTests.packages(
                    [("a", ""), ("python3.11-minimal", ""), ("gone", "")], automatic: ["python3.11-minimal", "gone"],
                    in: &tar)
                tar.add("usr/bin/python3.11", contents: AdviceTrialTests.contents(100))
                tar.add("var/lib/dpkg/info/python3.11-minimal.list", "/.\n/usr/bin/python3.11\n")
                tar.add("usr/local/lib/python3.11/dist-packages/x-1.dist-info/METADATA", "Name: x\nVersion: 1\n")
            }
        ])
        let graph = DependencyGraph(image)
        #expect(graph.unneeded.map { graph.packages[$0].name }.sorted() == ["gone", "python3.11-minimal"])
        let advice = Adviser(image, ledger: try #require(image.ledger)).advice.first { $0.kind == "unneeded-packages" }
        #expect(advice?.title == "Packages are there that no other needs any more: gone")
    }

    @Test func adviceForTheBaseIsAnotherBase() async throws {
        let base = try await AdviceTrialTests.analysis([
            Step("ADD full /") { $0.add("usr/include/a.h", contents: AdviceTrialTests.contents(50_000)) }
        ])
        let image = try await AdviceTrialTests.analysis([
            Step("ADD full /") { $0.add("usr/include/a.h", contents: AdviceTrialTests.contents(50_000)) },
            Step("RUN make") { $0.add("usr/include/b.h", contents: AdviceTrialTests.contents(30_000)) },
        ])
        let ledger = try #require(image.ledger)
        #expect(Adviser(image, ledger: ledger).advice.map(\.kind) == ["headers"])
        let adviser = Adviser(image, ledger: ledger, base: BaseLayers(of: image.image, base: base.image))
        #expect(adviser.advice.map(\.kind) == ["base-image", "headers"])
        #expect(adviser.advice.map { $0.evidence.map(\.layer) } == [[0], [1]])
        let table = try AdviceReport(image, base: BaseLayers(of: image.image, base: base.image)).text(as: .table)
        #expect(table.contains("Layer 0 (base), 1 file") && table.contains("All of it: ≤ "))
        #expect(
            try LayersReport(image, base: BaseLayers(of: image.image, base: base.image)).text(as: .table).contains(
                "    0  base  "))
    }
}
