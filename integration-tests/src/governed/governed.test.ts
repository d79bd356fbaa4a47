// What those who hold PHA decide is done, one after another on one network where nobody has root authority.
import "./page.suite.ts";
import "./powers.suite.ts";
import "./upgrade.suite.ts";
