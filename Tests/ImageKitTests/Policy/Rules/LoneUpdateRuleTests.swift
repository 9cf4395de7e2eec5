import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Updates of package lists without an install, in every form of the history.
struct LoneUpdateRuleTests {
    @Test(arguments: [
        "RUN /bin/sh -c apt-get update # buildkit", "/bin/sh -c apt-get update", "/bin/sh -c apt-get -qq -y update",
        "RUN /bin/sh -c apt update # buildkit", "RUN |1 A=b /bin/sh -c apt-get update # buildkit",
        "RUN /bin/sh -c set -eux; apt-get -o Acquire::Retries=3 update; ls # buildkit",
        "RUN /bin/bash -o pipefail -c sudo apt-get update # buildkit",
        "RUN /bin/sh -c sh -c 'apt-get update' # buildkit",
        "RUN /bin/sh -c apt-get \\\n  update # buildkit", "RUN /bin/sh -c <<EOF\napt-get update\nEOF # buildkit",
        "RUN /bin/sh -c apk update # buildkit", "RUN /bin/sh -c if true; then apt-get update; fi # buildkit",
        "RUN /bin/sh -c apt-get update # && apt-get install x # buildkit",
        "RUN timeout 60 apt-get update", "RUN nice -n 5 ionice -c3 apt-get update", "RUN eval 'apt-get update'",
        "RUN su -c 'apt-get update' root", "RUN `apt-get update`", "RUN echo update | xargs -n 1 apt-get update",
        "RUN find / -exec apt-get update \\;", "RUN env -u A B=c apt-get update",
        "RUN apt-get install -y x && apt-get update",
        "RUN apt-get update # buildkit", "RUN /bin/sh -c DEBIAN_FRONTEND=noninteractive apt-get update # buildkit",
    ])
    func `fails an update alone`(_ step: String) async throws {
        let judgement = try await TestPolicy.steps([step]).judge("no-lone-update")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.layer) == [1])
    }

    @Test(arguments: [
        "RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit",
        "/bin/sh -c set -eux; apt-get update; apt-get install -y --no-install-recommends curl; rm -rf /var/lib/apt/lists/*",
        "RUN /bin/sh -c apt-get update && apt-get upgrade -y # buildkit",
        "RUN /bin/sh -c apk update && apk add curl # buildkit",
        "RUN /bin/sh -c sh -c 'apt-get update && apt-get install -y curl' # buildkit",
        "RUN /bin/sh -c <<EOF\napt-get update\napt-get install -y curl\nEOF # buildkit",
        "RUN /bin/sh -c cat <<EOF > /x\napt-get update\nEOF # buildkit",
        "RUN timeout 60 apt-get update && nice apt-get install x", "RUN command -v sudo",
        "RUN /bin/sh -c echo apt-get update # buildkit", "RUN /bin/sh -c dnf update -y # buildkit",
        "ENV NOTE=apt-get update", "RUN /bin/sh -c pip install update # buildkit",
    ])
    func `passes what installs in the same instruction`(_ step: String) async throws {
        #expect(try await TestPolicy.steps([step]).judge("no-lone-update").verdict == .pass)
    }

    @Test func `leaves the base's instructions alone, and says where there is no history`() async throws {
        let image = TestPolicy.steps(
            ["COPY . /app"], base: ["ADD rootfs.tar.xz / # buildkit", "RUN /bin/sh -c apt-get update"])
        #expect(try await image.judge("no-lone-update").verdict == .pass)
        #expect(try await TestPolicy.files { $0.add("a", "b") }.judge("no-lone-update").verdict == .noData)
    }
}
