document.documentElement.className = "js";
try {
  var theme = localStorage.getItem("mtaudit-theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch (error) { /* no storage: the system's preference stands */ }
