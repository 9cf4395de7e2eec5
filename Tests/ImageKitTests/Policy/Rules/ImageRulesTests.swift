import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Rules on packages, names, volumes and on what no archive tells.
struct ImageRulesTests {
    @Test func `finds packages of the list, the usual one or another`() async throws {
        let image = TestPolicy.files { tar in
            TestDatabase.add(
                [("gcc-12", "1", []), ("gcc-12-base", "1", []), ("vim-tiny", "1", []), ("curl", "1", [])], to: &tar)
        }
        #expect(try await image.judge("unneeded-packages").evidence.count == 2)
        #expect(try await image.judge("unneeded-packages", "also: curl\nallow: [vim*]").evidence.count == 2)
        #expect(try await image.judge("unneeded-packages", "packages: nothing").verdict == .pass)
        #expect(try await TestPolicy.files { $0.add("a", "b") }.judge("unneeded-packages").verdict == .noData)
    }

    @Test(arguments: [
        (["/etc/"], true), (["/data", "/proc/sys"], true), (["/var/../etc"], true), (["/"], true), (["/../x"], true),
        (["/etc/foo"], true), (["/etc/ssl/certs"], true), (["/bin/x"], true), (["/usr/lib/x/y"], true),
        (["/var"], true),
        (["/var/lib/postgresql/data"], false), (["/usr/share/nginx/html"], false),
    ])
    func `finds volumes over system directories`(_ volumes: [String], _ fails: Bool) async throws {
        var image = TestPolicy()
        image.execution.volumes = volumes
        #expect((try await image.judge("no-sensitive-volumes").verdict == .fail) == fails)
    }

    @Test(arguments: [
        ("python:latest", true), ("python", true), ("library/python", true), ("h:5000/python", true),
        ("h:5000/python:3.11", false),
        ("python@sha256:00", false), ("python:3.11-slim", false),
    ])
    func `finds names without a version`(_ base: String, _ fails: Bool) async throws {
        var image = TestPolicy()
        image.execution.labels = [LatestTagRule.baseLabel: base]
        let subjects = try await image.judge("no-latest-tag").evidence.map(\.subject)
        #expect(subjects.contains { $0.hasPrefix("Labels") } == fails)
        // The image itself is named test, which is no tag in an archive without manifests.
        #expect(subjects.contains("test"))
    }

    @Test(arguments: ["content-trust", "signed-artifacts"])
    func `says why there is no data`(_ rule: String) async throws {
        let judgement = try await TestPolicy().judge(rule)
        #expect(judgement.verdict == .noData)
        #expect(!judgement.message.isEmpty)
    }

    @Test func `ships policies whose rules there are, each with its documentation`() throws {
        for name in Policy.builtInNames {
            let policy = try #require(try Policy.builtIn(name))
            #expect(policy.name == name)
            #expect(Set(policy.entries.map(\.id)).count == policy.entries.count)
        }
        for rule in RuleCatalog.rules {
            let page = rule.documentation
            for text in [page.title, page.reason, page.method, page.limits, page.remedy] {
                #expect(!text.isEmpty, "\(page.id)")
            }
        }
    }
}
