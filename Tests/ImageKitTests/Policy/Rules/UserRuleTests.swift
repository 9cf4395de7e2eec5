import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct UserRuleTests {
    private static func image(user: String? = "app") -> PolicyImage {
        var image = PolicyImage()
        image.config.user = user
        image.layer("ADD rootfs") { $0.add(users: "www:x:33:33::/var/www:/usr/sbin/nologin", groups: "www:x:33:") }
        image.step("CMD [\"sh\"]")
        image.layer("RUN useradd app") { tar in
            tar.add(
                users: "www:x:33:33::/var/www:/usr/sbin/nologin", "app:x:1000:1000::/app:/sbin/nologin",
                "bare:x:1001:5::/:",
                groups: "www:x:33:", "app:x:1000:", "staff:x:50:app")
        }
        return image
    }

    @Test func tellsWhoAndSinceWhen() async throws {
        let judgement = try await UserRuleTests.image().judge(
            UserRule.self,
            "name: app\nuid: 1000\ngid: 1000\ngroup: app\nshell: /sbin/nologin\nhome: /app\ncreated: true")
        #expect(judgement.verdict == .pass)
        #expect(judgement.message == "app, uid 1000, gid 1000, shell /sbin/nologin, created in layer 1")
        #expect(judgement.evidence.map(\.kind) == [.configuration, .file, .instruction])
        #expect(judgement.evidence.map(\.layer) == [nil, 1, 1])
        #expect(judgement.evidence.last?.subject == "RUN useradd app")
    }

    @Test(arguments: [
        ("uid: 1001", "uid is 1000, not 1001"), ("gid: 50", "gid is 1000, not 50"),
        ("group: staff", "the group is app, not staff"),
        ("shell: /bin/sh", "the shell is /sbin/nologin, not /bin/sh"),
        ("home: /home/app", "the home directory is /app, not /home/app"),
        ("name: www", "containers run as app, not www"), ("created: false", "app was made in this image"),
        ("name: nobody", "containers run as app, not nobody; /etc/passwd has no nobody"),
    ])
    func namesWhatIsOtherwise(yaml: String, message: String) async throws {
        let judgement = try await UserRuleTests.image().judge(UserRule.self, yaml)
        #expect(judgement.verdict == .fail)
        #expect(judgement.message == message)
    }

    @Test(arguments: [
        ("app:staff", "gid: 50\ngroup: staff"), ("1000", "name: app\ngid: 1000"), ("1000:50", "uid: 1000\ngid: 50"),
        ("bare", "shell: /bin/sh\ngid: 5"), (nil, "name: root\nuid: 0\ncreated: false"), ("4711", "uid: 4711"),
        ("app", "name: www\nconfigured: false\nuid: 33\ncreated: false"),
    ])
    func looksUsersUpAsEnginesDo(user: String?, yaml: String) async throws {
        #expect(try await UserRuleTests.image(user: user).judge(UserRule.self, yaml).verdict == .pass)
    }

    @Test(arguments: ["gid: 4711", "shell: /bin/sh", "created: true", "uid: 4712"])
    func saysThatANumberHasNoAccount(yaml: String) async throws {
        #expect(try await UserRuleTests.image(user: "4711").judge(UserRule.self, yaml).verdict == .fail)
    }

    @Test func goesByTheGivenBase() async throws {
        var base = PolicyImage()
        base.layer("ADD rootfs") { $0.add(users: "app:x:1:1::/:/bin/sh") }
        var image = base
        image.config.user = "app"
        image.layer("COPY app") { $0.add(file: "app/main.py") }
        let claim = "name: app\ncreated: true"
        #expect(try await image.judge(UserRule.self, claim).verdict == .noData)
        let judgement = try await image.judge(UserRule.self, claim, base: base)
        #expect(judgement.message == "app comes from the base image")
    }

    @Test func failsWhereNoContainerStarts() async throws {
        var image = PolicyImage()
        image.config.user = "app"
        image.layer("COPY app") { $0.add(file: "app") }
        #expect(try await image.judge(UserRule.self, "uid: 1").verdict == .fail)
    }
}
