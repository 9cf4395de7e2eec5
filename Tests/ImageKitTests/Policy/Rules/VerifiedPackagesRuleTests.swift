import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Ways round the verification of packages, in instructions and settings.
struct VerifiedPackagesRuleTests {
    @Test(arguments: [
        "apt-get install -y --allow-unauthenticated x", "apt-get --force-yes install x",
        "apt-get -o APT::Get::AllowUnauthenticated=true install x", "apk add --allow-untrusted x.apk",
        "dnf install --nogpgcheck x",
        "pip install --trusted-host h x", "pip install --trusted-host=h x",
        "python -m pip install -i http://h/simple x",
        "pip install --extra-index-url=http://h x", "curl -k https://h/x -o x",
        "wget --no-check-certificate https://h/x", "curl -sk https://h/x", "curl -fsSLk https://h/x",
        "curl -kL https://h/x",
        "rpm --nosignature -i x.rpm", "rpm -i http://h/y.rpm", "rpm -Uvh http://h/y.rpm",
        "git clone -c http.sslVerify=false https://h/x", "git config --global http.sslVerify false",
        "PIP_TRUSTED_HOST=x pip install y", "export PIP_TRUSTED_HOST=x; pip install y",
        "bash -c 'export PIP_TRUSTED_HOST=x; pip install y'", "sudo PIP_TRUSTED_HOST=x pip install y",
        "env -u A GIT_SSL_NO_VERIFY=1 git clone https://h", "timeout 9 sudo curl -k https://h/x -o x",
        "uv pip install --allow-insecure-host h x",
        "echo 'deb [trusted=yes] http://h x main' > /etc/apt/sources.list.d/x",
        "curl -fsSL https://h/install.sh | sh", "curl https://h/i | bash -s -- -y",
        "wget -qO- https://h/i | sudo bash -",
        "sh -c \"$(curl -fsSL https://h/i)\"", "bash <(curl -s https://h/i)", "curl https://h/get.py | python3 -",
        "curl -LO https://h/x.deb && dpkg -i x.deb", "wget https://h/x.deb; apt-get install -y ./x.deb",
    ])
    func `finds a way round`(_ command: String) async throws {
        for step in ["RUN /bin/sh -c \(command) # buildkit", "/bin/sh -c \(command)"] {
            #expect(try await TestPolicy.steps([step]).judge("verified-packages").verdict == .fail, "\(step)")
        }
    }

    @Test(arguments: [
        "apt-get update && apt-get install -y curl", "pip install --index-url https://h/simple x",
        "curl -fsSLO https://h/x", "curl -okit https://h/x", "rpm -qi http://h/y.rpm",
        "GIT_SSL_NO_VERIFY=0 git clone https://h",
        "curl -fsSL https://h/key | gpg --dearmor -o /usr/share/keyrings/x.gpg",
        "curl -LO https://h/x && bash ./other.sh",
        "curl -LO https://h/x.deb && echo '00 x.deb' | sha256sum -c && dpkg -i x.deb", "dpkg -i /tmp/own.deb",
        "curl https://h/x | tar xz", "apt-get -o Acquire::AllowInsecureRepositories=false update && apt-get install x",
    ])
    func `passes what is verified`(_ command: String) async throws {
        let judgement = try await TestPolicy.steps(["RUN /bin/sh -c \(command) # buildkit"]).judge("verified-packages")
        #expect(judgement.verdict == .pass, "\(judgement.evidence)")
    }

    @Test(arguments: [
        ("etc/apt/sources.list", "deb [trusted=yes] http://h/ x main\n", true),
        ("etc/apt/sources.list.d/x.sources", "Types: deb\nTrusted: yes\n", true),
        ("etc/apt/sources.list", "deb http://deb.debian.org/debian bookworm main\n# deb [trusted=yes] x\n", false),
        ("etc/apt/apt.conf.d/99x", "Acquire::AllowInsecureRepositories \"true\";\n", true),
        ("etc/apt/apt.conf.d/99x", "APT::Get::AllowUnauthenticated \"false\";\n", false),
        ("etc/pip.conf", "[global]\ntrusted-host = h\n", true),
        ("root/.config/pip/pip.conf", "[global]\nindex-url = https://h\n", false),
    ])
    func `reads the settings in the image`(_ path: String, _ text: String, _ fails: Bool) async throws {
        let judgement = try await TestPolicy.files { $0.add(path, text) }.judge("verified-packages")
        #expect((judgement.verdict == .fail) == fails)
        if fails { #expect(judgement.evidence.map(\.subject) == ["/\(path)"]) }
    }

    @Test func `takes a long chain of commands in stride`() async throws {
        let chain = String(repeating: "dpkg -l;", count: 20_000) + "curl -LO https://h/x.deb; dpkg -i x.deb"
        let judgement = try await TestPolicy.steps(["/bin/sh -c \(chain)"]).judge("verified-packages")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.allSatisfy { $0.subject.utf8.count < 9000 })
    }
}
