import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct CopyOwnerRuleTests {
    private func image(user: Int64, chown: Bool = false) -> PolicyImage {
        var image = PolicyImage()
        image.layer("ADD rootfs") { $0.add(users: "app:x:1000:1000::/:/bin/sh", groups: "app:x:1000:") }
        image.step("CMD [\"sh\"]")
        image.layer("/bin/sh -c #(nop) COPY dir:abc in /app ") { tar in
            tar.add(directory: "app", user: 0)
            tar.add(file: "app/main.py", "x", user: user)
            tar.add(file: "application", "x", user: 5)
        }
        if chown { image.layer("RUN chown -R app /app") { $0.add(file: "app/main.py", "x", user: 1000) } }
        image.layer("COPY /install /usr/local") { $0.add(file: "usr/local/bin/tool", "x") }
        return image
    }

    @Test(arguments: ["path: /app", "path: /app\nowner: app\ngroup: app", "path: /app/\nowner: 1000"])
    func looksAtTheLayerItself(yaml: String) async throws {
        #expect(try await image(user: 1000).judge(CopyOwnerRule.self, yaml).verdict == .pass)
        let late = try await image(user: 0, chown: true).judge(CopyOwnerRule.self, yaml)
        #expect(late.verdict == .fail)
        #expect(late.evidence == [Evidence(.file, "/app/main.py", "mode 0644, owner 0:0", layer: 1)])
    }

    @Test func looksEverywhereWithoutAPath() async throws {
        let judgement = try await image(user: 1000).judge(CopyOwnerRule.self, "owner: app")
        #expect(judgement.evidence.map(\.subject) == ["/application", "/usr/local/bin/tool"])
    }

    @Test func hasNoDataWithoutCopies() async throws {
        #expect(try await image(user: 1).judge(CopyOwnerRule.self, "path: /data").verdict == .noData)
        var image = image(user: 1)
        image.configuration.history = nil
        #expect(try await image.judge(CopyOwnerRule.self).verdict == .noData)
    }

    @Test func failsForAnUnknownUser() async throws {
        #expect(
            try await image(user: 1).judge(CopyOwnerRule.self, "owner: web").message == "/etc/passwd has no user web")
    }
}
