// This file allows rules_test.go to declare functions without a body.
