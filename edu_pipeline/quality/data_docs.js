// What the pages of Great Expectations call: show or hide what was met, open and close details.
function showSucceeded(shown) {
  const display = shown ? "" : "none";
  document.querySelectorAll(".hide-succeeded-validation-target-child").forEach((cell) => {
    cell.parentElement.style.display = display;
  });
  document.querySelectorAll(".hide-succeeded-validations-column-section-target-child").forEach((block) => {
    const section = block.closest(".ge-section");
    section.style.display = display;
    document.querySelectorAll(`a[href="#${section.id}"]`).forEach((link) => { link.style.display = display; });
  });
}
function showAllValidations() { showSucceeded(true); }
function hideSucceededValidations() { showSucceeded(false); }
document.addEventListener("click", (event) => {
  const link = event.target.closest('[data-toggle="collapse"]');
  if (!link) return;
  event.preventDefault();
  document.getElementById(link.getAttribute("href").slice(1))?.classList.toggle("show");
});
