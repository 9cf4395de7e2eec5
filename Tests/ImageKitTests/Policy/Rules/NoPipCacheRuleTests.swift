import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct NoPipCacheRuleTests {
    private func image(_ files: [String], run: String = "RUN pip install flask", env: [String] = []) -> PolicyImage {
        var image = PolicyImage()
        image.config.env = env
        image.layer(run) { tar in for file in files { tar.add(file: file, "cache") } }
        return image
    }

    @Test(arguments: ["root/.cache/pip/http-v2/a", "home/app/.cache/pip/wheels/b", ".cache/pip/c"])
    func findsTheCache(path: String) async throws {
        let judgement = try await image([path]).judge(NoPipCacheRule.self)
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.subject) == ["/" + path])
    }

    @Test func followsItsVariables() async throws {
        let path = "var/pip/http/a"
        #expect(try await image([path]).judge(NoPipCacheRule.self).verdict == .pass)
        #expect(try await image([path], env: ["PIP_CACHE_DIR=/var/pip"]).judge(NoPipCacheRule.self).verdict == .fail)
        #expect(try await image([path], env: ["XDG_CACHE_HOME=/var"]).judge(NoPipCacheRule.self).verdict == .fail)
    }

    @Test(arguments: [
        ("RUN pip install a", false), ("RUN pip install --no-cache-dir a", true),
        ("RUN python3 -m pip install a", false),
        ("RUN pip3 --no-cache-dir install a && pip install b", false), ("RUN pipx install a", true),
        ("RUN echo pip install", true), ("RUN sudo -H pip install a", false), ("RUN bash -c 'pip install a'", false),
        ("RUN [\"sh\", \"-c\", \"python3 -m pip install a\"]", false),
        ("RUN sh -c 'pip install --no-cache-dir a'", true),
    ])
    func asksForTheFlag(run: String, holds: Bool) async throws {
        let judgement = try await image(["a"], run: run).judge(NoPipCacheRule.self, "flag: true")
        #expect(judgement.verdict == (holds ? .pass : .fail))
        #expect(try await image(["a"], run: run).judge(NoPipCacheRule.self).verdict == .pass)
        let set = image(["a"], run: run, env: ["PIP_NO_CACHE_DIR=1"])
        #expect(try await set.judge(NoPipCacheRule.self, "flag: true").verdict == .pass)
    }

    @Test func countsWhatALayerStillHolds() async throws {
        var image = image(["root/.cache/pip/a", "root/.cache/pip/b"])
        image.layer("RUN rm -r /root/.cache") { $0.add(file: "root/.wh..cache") }
        let judgement = try await image.judge(NoPipCacheRule.self)
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.first?.detail == "2 deleted files of 10 B still in the layer")
        #expect(try await image.judge(NoPipCacheRule.self, "in: tree").verdict == .pass)
    }
}
