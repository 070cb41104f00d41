import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Signing in") struct SignInTests {
    @Test("Opens a session with the right password, which leads back to the agent")
    func opens() async throws {
        try await TestOffice.with { test in
            _ = try await test.agent(.yann)
            let token = try await SignIn.open(
                test.office, email: " Yann@Exemple.bzh ", password: Cast.password, address: "127.0.0.1")
            let agent = try await test.office.read { try SignIn.agent(token: token, in: $0) }
            #expect(agent?.name == "Yann Omnès")
            #expect(agent?.may(.instructApplications) == true)
            #expect(agent?.may(.manageAgents) == false)
            #expect(agent?.services?.count == 1)
            try await test.office.write(as: .system) { try SignIn.close(token: token, in: $0) }
            let gone = try await test.office.read { try SignIn.agent(token: token, in: $0) == nil }
            #expect(gone)
        }
    }

    @Test("Refuses a wrong password and an unknown address in the same words")
    func refuses() async throws {
        try await TestOffice.with { test in
            _ = try await test.agent(.yann)
            for (email, password) in [(Cast.yann.email, "pas le bon mot"), ("inconnu@exemple.bzh", Cast.password)] {
                await #expect(throws: AccessRefusal.badCredentials) {
                    try await SignIn.open(test.office, email: email, password: password, address: "127.0.0.1")
                }
            }
        }
    }

    @Test("Makes who fails five times wait, longer each time; the agent herself signs in from elsewhere")
    func waits() async throws {
        try await TestOffice.with { test in
            _ = try await test.agent(.yann)
            for _ in 0..<5 {
                _ = try? await SignIn.open(  // each is refused, that is the point
                    test.office, email: Cast.yann.email, password: "non", address: "127.0.0.1")
            }
            await #expect(throws: AccessRefusal.tooManyAttempts(minutes: 1)) {
                try await SignIn.open(
                    test.office, email: Cast.yann.email, password: Cast.password, address: "127.0.0.1")
            }
            // Half a minute later the next is heard; wrong again, it waits a whole one.
            try await age(test, seconds: 30)
            await #expect(throws: AccessRefusal.badCredentials) {
                try await SignIn.open(test.office, email: Cast.yann.email, password: "non", address: "127.0.0.1")
            }
            try await age(test, seconds: 50)
            await #expect(throws: AccessRefusal.tooManyAttempts(minutes: 1)) {
                try await SignIn.open(
                    test.office, email: Cast.yann.email, password: Cast.password, address: "127.0.0.1")
            }
            _ = try await SignIn.open(
                test.office, email: Cast.yann.email, password: Cast.password, address: "192.0.2.1")
        }
    }

    /// Lets time pass for the attempts made so far.
    private func age(_ test: TestOffice, seconds: Int) async throws {
        try await test.office.write(as: .system) { tx in
            _ = try tx.execute("UPDATE sign_in_attempt SET at = at - make_interval(secs => \(seconds)::integer)")
        }
    }

    @Test("A crowd that guesses keeps nobody out who signed in from that address before")
    func crowd() async throws {
        try await TestOffice.with { test in
            _ = try await test.agent(.yann)
            func open(from address: String) async throws {
                _ = try await SignIn.open(
                    test.office, email: Cast.yann.email, password: Cast.password, address: address)
            }
            try await open(from: "192.0.2.1")
            try await test.office.write(as: .system) { tx in
                _ = try tx.execute(
                    """
                    INSERT INTO sign_in_attempt (email, address, succeeded)
                    SELECT \(Cast.yann.email), '203.0.113.' || n, false FROM generate_series(1, 100) n
                    """)
            }
            try await open(from: "192.0.2.1")
            await #expect(throws: AccessRefusal.tooManyAttempts(minutes: 15)) { try await open(from: "192.0.2.2") }
        }
    }

    @Test("A session ends after a week, however much it is used")
    func ends() async throws {
        try await TestOffice.with { test in
            _ = try await test.agent(.yann)
            let token = try await SignIn.open(
                test.office, email: Cast.yann.email, password: Cast.password, address: "127.0.0.1")
            func live(after days: Int) async throws -> Bool {
                try await test.office.write(as: .system) { tx in
                    _ = try tx.execute(
                        "UPDATE web_session SET created_at = moment() - make_interval(days => \(days)::integer)")
                }
                return try await test.office.read { try SignIn.agent(token: token, in: $0) } != nil
            }
            #expect(try await live(after: 6))
            #expect(try await !live(after: 8))
        }
    }

    @Test("The last administrator cannot be closed")
    func lastAdministrator() async throws {
        try await TestOffice.with { test in
            let gwenael = try await test.agent(.gwenael)
            _ = try await test.agent(.maelle)
            let id = try #require(gwenael.id)
            await #expect(throws: AccessRefusal.lastAdministrator) {
                _ = try await test.office.write(as: gwenael) { tx in
                    try AgentAccount.save(
                        id, version: 1,
                        FormInput(["name": ["G"], "email": [gwenael.email], "roles": ["administrator"]]),
                        by: gwenael, in: tx)
                }
            }
        }
    }

    @Test("Guesses sent all at once are limited like those sent one by one")
    func parallelGuesses() async throws {
        try await TestOffice.with { test in
            _ = try await test.agent(.yann)
            let refusals = await withTaskGroup(of: String.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do {
                            _ = try await SignIn.open(
                                test.office, email: Cast.yann.email, password: "guess \(number)", address: "127.0.0.1")
                            return "open"
                        } catch {
                            return (error as? any Refusal)?.code ?? "\(error)"
                        }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(refusals == ["bad_credentials": 5, "too_many_attempts": 15])
        }
    }

    @Test("Two administrators who close each other's account at once: one stays")
    func mutualClosing() async throws {
        try await TestOffice.with { test in
            let first = try await test.agent(.gwenael)
            let second = try await test.office.write(as: first) { tx in
                try AgentAccount.save(
                    nil, version: nil,
                    FormInput([
                        "name": ["Enora Riou"], "email": ["enora@exemple.bzh"], "password": [Cast.password],
                        "roles": ["administrator"],
                    ]), by: first, in: tx)
                return try Agent.find(email: "enora@exemple.bzh", in: tx)
            }
            let closed = await withTaskGroup(of: Bool.self) { group in
                for (actor, target) in [(first, second), (second, first)] {
                    group.addTask {
                        do {
                            try await test.office.write(as: actor) { tx in
                                guard let id = target.id else { return }
                                try AgentAccount.save(
                                    id, version: 1,
                                    FormInput([
                                        "name": [target.name], "email": [target.email], "roles": ["administrator"],
                                    ]), by: actor, in: tx)
                            }
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(closed == 1)
        }
    }
}
