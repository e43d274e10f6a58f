// A file that lets rules_test.go declare functions without a body.
